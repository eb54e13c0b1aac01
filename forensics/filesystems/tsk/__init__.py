"""The one door to The Sleuth Kit (pytsk3): partition slots, recognition of file systems, walking, content.

TSK turns the local times of FAT into seconds through the time zone of the *process* (the same file gave three
different epochs under UTC, New York and Tokyo). The zone is therefore fixed to UTC here, before pytsk3 is
imported by any module of this package: FAT's wall clock then comes out as written.
"""

import os
import time

os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):  # absent on Windows, where the C library reads TZ itself
    time.tzset()
