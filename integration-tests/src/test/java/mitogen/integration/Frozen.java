package mitogen.integration;

import java.io.IOException;

/** A process that is stopped until this is closed. */
final class Frozen implements AutoCloseable {
    final long pid;

    Frozen(long pid) throws IOException {
        this.pid = pid;
        signal("STOP");
    }

    @Override
    public void close() throws IOException {
        signal("CONT"); // to one that is gone this does nothing
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .getOutputStream()
                .close();
    }
}
