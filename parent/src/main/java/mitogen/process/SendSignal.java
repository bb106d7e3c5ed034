package mitogen.process;

import mitogen.Task;

/**
 * Sends a signal to a process of this context that was started for another one; gives false if there is no such signal.
 *
 * @param pid the process
 * @param name the signal
 */
record SendSignal(long pid, String name) implements Task<Boolean> {
    @Override
    public Boolean run() {
        Subprocess process = Subprocess.running(pid);
        return process == null || process.signal(name);
    }
}
