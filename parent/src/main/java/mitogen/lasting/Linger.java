package mitogen.lasting;

import java.time.Duration;
import mitogen.Task;
import mitogen.agent.Modules;
import mitogen.internal.Current;

/**
 * Has the context in which it runs linger.
 *
 * @param limit how long its calls may go on when the link is lost
 */
public record Linger(Duration limit) implements Task.Action {
    /** Checks the limit. */
    public Linger {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a context lingers for more than no time, not for " + limit);
        }
    }

    @Override
    public void run() {
        Modules modules = (Modules) Current.CONTEXT.get();
        ((Staying.Owner) modules.parentRole()).staying().linger(limit);
    }
}
