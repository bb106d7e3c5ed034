package mitogen.agent;

import mitogen.route.Link;

/**
 * Ends the process when three intervals have passed: in order if it watches a parent, which was silent all the time and so is
 * frozen, or out of reach; else by force, as an end in order takes too long.
 */
final class Watch extends Thread {
    private final Exit exit;
    private final Link parent;
    private final int interval;

    /**
     * A thread that is not started yet.
     *
     * @param exit ends the process in order; null to end it by force
     * @param parent whose signs of life begin the time anew; null likewise
     * @param interval in milliseconds
     */
    Watch(Exit exit, Link parent, int interval) {
        super("mitogen-watch");
        this.exit = exit;
        this.parent = parent;
        this.interval = interval;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            for (int passed = 0; passed < 3; passed++) {
                sleep(interval);
                if (parent != null && parent.heard()) {
                    passed = -1;
                }
            }
        } catch (InterruptedException e) {
            // nobody has reason to; the end, then
        }
        if (parent != null) {
            exit.end(0);
        }
        Runtime.getRuntime().halt(0);
    }
}
