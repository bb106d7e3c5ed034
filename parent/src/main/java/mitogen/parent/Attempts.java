package mitogen.parent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mitogen.connect.CommandMethod;
import mitogen.connect.ConnectFailure;

/**
 * When a connect's command is run: when its turn has come, and again where it did not get as far as being let in. A turn
 * lasts until the far side's shell has answered, at most {@link #TURN}, as by then the jump host has long let it in.
 */
final class Attempts {
    private static final int MOST = 6;
    private static final long TURN = 3000;
    private static final long FIRST_PAUSE = 150;
    private static final long STEP = 50;

    /** What is tried again goes one way, whatever it is: it may be a jump host that we do not know of. */
    private static final String AGAIN = "again";

    private final Children siblings;
    private final ScheduledExecutorService timer;
    private final String way;
    private final Runnable first;
    private final Runnable work = this::myTurn;
    private String taken; // guarded by this; the way whose turn it is
    private int made; // of the reader thread

    Attempts(Children siblings, ScheduledExecutorService timer, CommandMethod method, Runnable first) {
        this.siblings = siblings;
        this.timer = timer;
        this.way = method.jumpHost();
        this.first = first;
    }

    /** Runs the first attempt, now or later. */
    void begin() {
        if (way == null) {
            first.run();
        } else {
            siblings.turns().take(way, work);
        }
    }

    private void myTurn() {
        turn(way);
        first.run();
    }

    private void turn(String name) {
        synchronized (this) {
            taken = name;
        }
        var unused = timer.schedule(this::over, TURN, TimeUnit.MILLISECONDS);
    }

    /** Whether the first attempt was still to come, and will not. */
    boolean cancel() {
        return way != null && siblings.turns().cancel(way, work);
    }

    /** The next may have its turn. */
    void over() {
        String name;
        synchronized (this) {
            name = taken;
            taken = null;
        }
        if (name != null) {
            siblings.turns().done(name);
        }
    }

    /**
     * Whether it is worth another attempt, now: after a pause, if it was dropped, or at once without an argument that the
     * tool does not know.
     */
    boolean again(CommandMethod method, ConnectFailure failure, BooleanSupplier givenUp) {
        over();
        for (String argument : method.dispensable()) {
            if (failure.doesNotKnow(argument) && siblings.unknown().add(argument)) {
                return true;
            }
        }
        return ++made < MOST
                && method.dropped(failure)
                && pause(ThreadLocalRandom.current().nextLong(FIRST_PAUSE, 2 * FIRST_PAUSE << made), givenUp)
                && awaitTurn(givenUp);
    }

    private static boolean pause(long milliseconds, BooleanSupplier givenUp) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        try {
            while (!givenUp.getAsBoolean() && end - System.nanoTime() > 0) {
                TimeUnit.MILLISECONDS.sleep(STEP);
            }
            return !givenUp.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean awaitTurn(BooleanSupplier givenUp) {
        CountDownLatch come = new CountDownLatch(1);
        Runnable mine = come::countDown;
        siblings.turns().take(AGAIN, mine);
        try {
            while (!come.await(STEP, TimeUnit.MILLISECONDS)) {
                if (givenUp.getAsBoolean() && siblings.turns().cancel(AGAIN, mine)) {
                    return false;
                }
            }
            turn(AGAIN);
            return true;
        } catch (InterruptedException e) {
            if (!siblings.turns().cancel(AGAIN, mine)) {
                siblings.turns().done(AGAIN);
            }
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
