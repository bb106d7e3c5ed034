package mitogen.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import mitogen.cli.client.SessionClient;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.SessionChoice;

/**
 * What is run once for a Java, so that the JVM writes the classes that commands need to an archive. The script in front of
 * the jar starts it.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            SessionChoice.of(args, null); // whose class is loaded before all others
            SessionClient.rehearse();
            Terminal.ofProcess();
            Arguments.exact(args);
            Main.run(new String[] {"--version"}, nowhere, nowhere);
            Main.run(new String[] {"help", "run"}, nowhere, nowhere);
            Main.run(new String[] {"run", "-n", "-t", "local", "--", "true"}, nowhere, nowhere);
            Main.run(new String[] {"run", "-n", "--via-java", "-t", "local", "--", "true"}, nowhere, nowhere);
        }
        System.exit(ExitStatus.OK);
    }
}
