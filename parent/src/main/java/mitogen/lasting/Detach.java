package mitogen.lasting;

import java.io.IOException;
import java.time.Duration;
import mitogen.Task;
import mitogen.agent.Modules;
import mitogen.internal.Current;

/**
 * Detaches the context in which it runs.
 *
 * @param name by which it is found
 * @param idle how long it stays without anybody attached
 */
public record Detach(String name, Duration idle) implements Task.Action {
    /** Checks both. */
    public Detach {
        Place.check(name);
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("a detached context stays for more than no time, not for " + idle);
        }
    }

    @Override
    public void run() throws IOException {
        Modules modules = (Modules) Current.CONTEXT.get();
        ((Staying.Owner) modules.parentRole()).staying().detach(name, idle);
    }
}
