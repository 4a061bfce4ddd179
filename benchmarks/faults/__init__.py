"""Bad days made on purpose: killed writers, power cuts, full disks, crowds, bad files; what survives is counted."""
