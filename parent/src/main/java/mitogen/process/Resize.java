package mitogen.process;

import mitogen.Task.Action;

/**
 * Tells a process of this context that its terminal has another size.
 *
 * @param pid the process
 * @param columns the width
 * @param rows the height
 */
record Resize(long pid, int columns, int rows) implements Action {
    @Override
    public void run() {
        Subprocess process = Subprocess.running(pid);
        if (process != null) {
            process.resize(columns, rows);
        }
    }
}
