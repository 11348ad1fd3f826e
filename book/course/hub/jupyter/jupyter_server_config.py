"""Settings of every student's server."""

c = get_config()  # noqa: F821  (Jupyter gives it)

# Kernels speak through files of the student's home, not through ports of the machine:
# what a kernel prints could be read there by everyone who is logged in.
c.KernelManager.transport = "ipc"

# A kernel that has computed nothing for an hour ends, also where a tab is still open:
# memory is what a hub runs out of. What was written to files stays.
c.MappingKernelManager.cull_idle_timeout = 3600
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True
c.MappingKernelManager.cull_busy = False
c.TerminalManager.cull_inactive_timeout = 3600
c.TerminalManager.cull_interval = 300
# A server without kernels and terminals ends half an hour later; a click starts it.
c.ServerApp.shutdown_no_activity_timeout = 1800
