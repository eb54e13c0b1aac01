"""The practice tour: ten steps through the practice case, each noticed when it was done."""
