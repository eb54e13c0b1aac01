"""A volume of a case as the desktop shows it."""

from app.rows import VolumeRow
from app.store.case_file import CaseRow


def volume_row(row: CaseRow) -> VolumeRow:
    return VolumeRow(
        index=row.position,
        offset_bytes=row.offset_bytes,
        length_bytes=row.length_bytes,
        table=row.partition_table,
        description=row.description,
        state=row.state,
        file_system=row.file_system,
        label=row.label,
        reason=row.reason,
        within=row.within,
        layer=row.layer,
        layer_key=row.layer_key,
    )
