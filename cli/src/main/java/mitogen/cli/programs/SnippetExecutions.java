package mitogen.cli.programs;

import java.util.Map;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** By this the JDK's jshell finds the place where it executes: it knows its name alone, and makes it by itself. */
public final class SnippetExecutions implements ExecutionControlProvider {
    static final String NAME = "mitogen";

    /** What the thread that starts jshell has it execute in. */
    static final ThreadLocal<RemoteSnippets> PLACE = new ThreadLocal<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
        RemoteSnippets place = PLACE.get();
        if (place == null) {
            throw new IllegalStateException("this is for mitogen jshell alone");
        }
        return place;
    }
}
