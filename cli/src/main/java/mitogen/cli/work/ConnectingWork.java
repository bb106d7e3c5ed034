package mitogen.cli.work;

import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.targets.Target;

/** What a command does with a target that it is to connect by itself. */
@FunctionalInterface
public interface ConnectingWork {
    /** Does it, and gives its exit status. */
    int run(Target target, Context controller, List<ConnectionMethod> way) throws InterruptedException;
}
