package mitogen.cli.output;

import java.io.PrintStream;
import java.util.List;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/** {@code --group}: what a target printed in one piece, as soon as the target is done. */
public final class GroupedOutput extends GatheredOutput {
    public GroupedOutput(Terminal terminal, List<Target> targets) {
        super(terminal, targets);
    }

    @Override
    void done(Outcome outcome) {
        String name = outcome.target().name();
        Text text = text(name);
        print(name, text.out.toByteArray(), terminal.out());
        print(name, text.errors.toByteArray(), terminal.err());
        if (text.leftOut) {
            terminal.err().println(name + " | mitogen: " + LEFT_OUT);
        }
    }

    private void print(String name, byte[] text, PrintStream to) {
        if (text.length > 0) {
            to.println(terminal.colors().heading(to == terminal.out(), "== " + name));
            lines(text, "", to);
        }
    }
}
