package mitogen.agent;

import mitogen.route.Link;

/** Ends the process when its parent is silent for three heartbeats: the parent is frozen, or out of reach. */
final class Watch extends Thread {
    private final Exit exit;
    private final Link parent;
    private final int interval;

    /** With the time between two signs of life, in milliseconds. */
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
            for (int missed = 0; missed < 3; missed++) {
                sleep(interval);
                if (parent.heard()) {
                    missed = -1;
                }
            }
        } catch (InterruptedException e) {
            // nobody has reason to; the end, then
        }
        exit.end(0);
    }
}
