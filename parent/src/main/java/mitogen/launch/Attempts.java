package mitogen.launch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mitogen.connect.Ssh;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * When a connect's command is run: when its turn has come, and again where it did not get as far as being let in. A turn
 * lasts until the far side's shell has answered, at most {@link #TURN}, as by then the jump host has long let it in.
 */
final class Attempts {
    private static final int MOST = 6;
    private static final long TURN = 3000;
    private static final long FIRST_PAUSE = 150;
    private static final long LONGEST_PAUSE = 10_000;
    private static final long STEP = 50;

    /** What is tried again goes one way, whatever it is, if no jump host is known. */
    private static final String AGAIN = "again";

    private final LocalTools tools;
    private final CommandMethod method; // as it was given: its password may be wiped by now
    private final Deadline deadline;
    private final Runnable first;
    private final Runnable work = this::myTurn;
    private final long since = System.nanoTime();
    private String way; // guarded by this, as are the next; null for none, or none that we know of
    private String taken; // the way whose turn it is
    private boolean asking; // ssh, for the way
    private boolean asked;
    private int made; // of the reader thread

    /** @param first makes the first attempt, on whatever thread its turn came */
    Attempts(LocalTools tools, CommandMethod method, Deadline deadline, Runnable first) {
        this.tools = tools;
        this.method = method;
        this.deadline = deadline;
        this.first = first;
        way = method.jumpHost();
        asked = way != null || !(method instanceof Ssh);
    }

    /** Runs the first attempt, now or later. */
    void begin() {
        String known;
        synchronized (this) {
            known = way;
            asking = !asked;
        }
        if (known != null) {
            tools.turns().take(known, work);
        } else if (asked()) {
            first.run();
        } else if (tools.turns().takeAny()) {
            synchronized (this) {
                asking = false;
            }
            turn(Turns.ANY);
            first.run();
        } else {
            tools.agent.execute(this::askFirst);
        }
    }

    private void askFirst() {
        String found = SshConfig.jumpHost(tools, method);
        synchronized (this) {
            if (!asking) {
                return; // it was cancelled
            }
            asking = false;
            asked = true;
            way = found;
        }
        if (found == null) {
            first.run();
        } else {
            tools.turns().take(found, work);
        }
    }

    private synchronized boolean asked() {
        return asked;
    }

    private synchronized String way() {
        return way;
    }

    private void myTurn() {
        turn(way());
        first.run();
    }

    private void turn(String name) {
        synchronized (this) {
            taken = name;
        }
        var unused = tools.timer().schedule(this::over, TURN, TimeUnit.MILLISECONDS);
    }

    /** Whether the first attempt was still to come, and will not. */
    boolean cancel() {
        String known;
        synchronized (this) {
            if (asking) {
                asking = false;
                return true;
            }
            known = way;
        }
        return known != null && tools.turns().cancel(known, work);
    }

    /** The next may have its turn. */
    void over() {
        String name;
        synchronized (this) {
            name = taken;
            taken = null;
        }
        if (name != null) {
            tools.turns().done(name);
        }
    }

    /**
     * Whether it is worth another attempt, now: after a pause, if it was dropped, or at once without an argument that the
     * tool does not know. Where there may be any number of attempts, each has all of the time, and a pause takes none.
     */
    boolean again(ConnectFailure failure, BooleanSupplier givenUp) {
        over();
        if (isPatient()) {
            deadline.stop();
        }
        boolean again = hasTurn(failure, givenUp);
        if (again && isPatient()) {
            deadline.restart();
        }
        return again;
    }

    private boolean hasTurn(ConnectFailure failure, BooleanSupplier givenUp) {
        for (String argument : method.dispensable()) {
            if (failure.doesNotKnow(argument) && tools.unknown().add(argument)) {
                return true;
            }
        }
        made++;
        long longest = Math.min(LONGEST_PAUSE, 2 * FIRST_PAUSE << Math.min(made, MOST));
        return isWorthIt(failure)
                && pause(ThreadLocalRandom.current().nextLong(FIRST_PAUSE, longest), givenUp)
                && awaitTurn(wayAgain(), givenUp);
    }

    private boolean isWorthIt(ConnectFailure failure) {
        return made < MOST && method.dropped(failure)
                || isPatient() && System.nanoTime() - since < method.patience().toNanos() && method.mayPass(failure);
    }

    private boolean isPatient() {
        return !method.patience().isZero();
    }

    /** Whether there may be another attempt at all. */
    boolean mayRepeat() {
        return method.leadsAway() || isPatient();
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

    private String wayAgain() {
        if (!asked()) {
            String found = SshConfig.jumpHost(tools, method);
            synchronized (this) {
                asked = true;
                way = found;
            }
        }
        String known = way();
        return known == null ? AGAIN : known;
    }

    private boolean awaitTurn(String name, BooleanSupplier givenUp) {
        CountDownLatch come = new CountDownLatch(1);
        Runnable mine = come::countDown;
        tools.turns().take(name, mine);
        try {
            while (!come.await(STEP, TimeUnit.MILLISECONDS)) {
                if (givenUp.getAsBoolean() && tools.turns().cancel(name, mine)) {
                    return false;
                }
            }
            turn(name);
            return true;
        } catch (InterruptedException e) {
            if (!tools.turns().cancel(name, mine)) {
                tools.turns().done(name);
            }
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
