"""Nothing lost, no one let in: the promises of a run, under the faults that break other programs.

Real processes, real file systems, real signals; nothing is patched. What a machine lacks for that is named in
`tests.faults.machine`.
"""
