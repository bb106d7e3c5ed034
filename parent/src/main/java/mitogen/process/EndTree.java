package mitogen.process;

import mitogen.Task.Action;

/**
 * Ends a process of this context that was started for another one, and all below it.
 *
 * @param pid the process
 */
record EndTree(long pid) implements Action {
    @Override
    public void run() {
        Subprocess process = Subprocess.running(pid);
        if (process != null) {
            process.endTree();
        }
    }
}
