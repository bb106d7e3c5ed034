package mitogen.tree;

import java.util.logging.Level;
import mitogen.agent.Agent;

/** Logs what was refused to one child: the first at once, then at most one line a second, which counts the others. */
public final class Refusals {
    private static final long PAUSE = 1_000_000_000;

    private final Agent agent;
    private final String child;
    private long last; // guarded by this, as is the next
    private long unsaid;

    public Refusals(Agent agent, String child) {
        this.agent = agent;
        this.child = child;
    }

    /** Safe on a reader thread. */
    public void add(String what) {
        String text;
        synchronized (this) {
            long now = System.nanoTime();
            if (last != 0 && now - last < PAUSE) {
                unsaid++;
                return;
            }
            text = child + " was refused: " + what + (unsaid == 0 ? "" : " (and " + unsaid + " times before, unsaid)");
            last = now;
            unsaid = 0;
        }
        agent.execute(() -> agent.log(Level.WARNING, text, null));
    }
}
