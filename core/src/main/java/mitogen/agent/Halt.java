package mitogen.agent;

/** Ends the process by force if its end takes too long. */
final class Halt extends Thread {
    Halt() {
        super("mitogen-halt");
    }

    @Override
    public void run() {
        try {
            sleep(Exit.GRACE);
        } catch (InterruptedException e) {
            // at once, then
        }
        Runtime.getRuntime().halt(0);
    }
}
