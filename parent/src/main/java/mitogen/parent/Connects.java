package mitogen.parent;

import java.io.IOException;
import mitogen.Context;
import mitogen.calls.AgentContext;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.launch.ScriptOutput;
import mitogen.launch.SshConfig;
import mitogen.methods.CommandMethod;

/** For tasks that look at connects from the context that does them. */
public final class Connects {
    private Connects() {}

    /** How the context of that number was connected from the one that the caller runs in; null where nobody knows. */
    public static ConnectReport report(int id) {
        return here().children().report(id);
    }

    private static Parent here() {
        return Parent.of(((AgentContext) Context.current()).agent());
    }

    /**
     * Runs a shell script by a connection method from here, without anything of ours at the far side.
     *
     * @param script as {@link CommandMethod#command} takes it
     * @param limit how many bytes it may print
     * @return what it printed
     * @throws IOException if it could not be run to its end in the time that a connect may take
     */
    public static String output(CommandMethod method, String script, int limit)
            throws IOException, InterruptedException {
        Parent here = here();
        return new ScriptOutput(here.children().tools(), method).of(script, limit);
    }

    /** What {@code ssh -G} prints for a method that runs ssh, if it were run here; empty if ssh does not tell. */
    public static String sshSettings(CommandMethod method) {
        Parent here = here();
        return SshConfig.settings(here.children().tools(), method);
    }
}
