package mitogen.doctor;

import java.io.IOException;
import mitogen.Task;
import mitogen.methods.CommandMethod;
import mitogen.parent.Connects;

/** Runs the script of {@link Snapshot} by a connection method, from the context that would connect by it. */
record Look(CommandMethod method) implements Task<String> {
    /** As much as two hundred thousand files are. */
    private static final int LIMIT = 16 << 20;

    @Override
    public String run() throws IOException, InterruptedException {
        return Connects.output(method, Snapshot.SCRIPT, LIMIT);
    }
}
