package mitogen.launch;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import mitogen.ConnectFailedException;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.lasting.Stay;
import mitogen.route.Link;
import mitogen.tree.ChildGate;
import mitogen.tree.Lanes;
import mitogen.tree.Loss;
import mitogen.tree.Quotas;
import mitogen.values.RareConnectFailures;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * One child of this context, from launch to end: what is the same for all kinds of them. States: launched, up, ended; and
 * beside them closing, once somebody asked for its end.
 *
 * <p>Owns the thread {@code mitogen-reader-NAME}, which ends when the child has.
 */
abstract class Child {
    /** A handle that nobody waits at: the answer to a heartbeat matters only as something that came. */
    private static final int NOBODY = Integer.MAX_VALUE;

    final Agent agent;
    final Link link;

    final Children siblings;
    final LocalTools tools;
    private final int asker; // who waits for it to be up
    private final int answerTo;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean up; // guarded by this, as is all below
    private String closer;
    private int missed;
    private int stuck; // heartbeats in a row during which it took nothing of what waits for it
    private String silent; // why it was given up
    private ScheduledFuture<?> heartbeat;
    private ChildGate gate;
    private volatile long forceAt; // when the grace period is over
    private volatile Stay stay; // null for one that ends with the link
    private volatile boolean ordered; // one that goes on without a link was told to end with it

    Child(Children siblings, Frame order, Link link) {
        this.siblings = siblings;
        tools = siblings.tools();
        agent = tools.agent;
        asker = order.source(); // the order itself may have a password in it, and is not kept
        answerTo = order.replyTo();
        this.link = link;
    }

    /** Begins. Everything that comes later, the end included, is up to the threads of this child. */
    abstract void start();

    /** Ends it by force, in any state, as often as anybody likes. */
    abstract void kill();

    /** Whether what runs it has ended, though that may not have been read from the link yet. */
    abstract boolean dead();

    /** The process that it runs in, -1 where there is none of its own. */
    abstract long pid();

    int id() {
        return link.peer;
    }

    void startThread(String role, Runnable work) {
        Thread thread = new Thread(work, "mitogen-" + role + "-" + link.name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What the child is told about itself. */
    BootConfig config() {
        int[] above = agent.router.ancestors;
        int[] ancestors = new int[above.length + 1];
        ancestors[0] = agent.router.self;
        System.arraycopy(above, 0, ancestors, 1, above.length);
        return new BootConfig(
                link.peer, link.name, agent.config.maxMessage, agent.config.heartbeat, siblings.settings(), ancestors);
    }

    /** Of the reader thread: the child is up, with that version of Java. Answers the order, and reads until the link ends. */
    void serve(InputStream in, int java) throws IOException {
        int interval = agent.config.heartbeat;
        ChildGate guard = siblings.gate(this);
        synchronized (this) {
            up = true;
            gate = guard;
            if (interval > 0) {
                heartbeat = tools.timer().scheduleWithFixedDelay(this::beat, interval, interval, TimeUnit.MILLISECONDS);
            }
        }
        siblings.classes().up(link.peer, java);
        PayloadWriter answer = new PayloadWriter();
        answer.putByte(java);
        agent.router.post(asker, answerTo, 0, 0, answer.frames());
        if (closer() != null) {
            link.end();
        }
        link.read(in, guard);
    }

    /** Of the timer thread: asks for a sign of life, which the child may take for one of its parent's too. */
    private void beat() {
        boolean heard = link.heard();
        boolean deaf = link.stuck();
        Lanes.of(link).beat();
        synchronized (this) {
            missed = heard || gate.holding() ? 0 : missed + 1; // it may have much to say, and not be listened to
            stuck = deaf ? stuck + 1 : 0;
            String time = Quotas.MISSED * agent.config.heartbeat / 1000.0 + " s (" + Quotas.MISSED
                    + " heartbeats): it is frozen, or the way to it is";
            if (silent == null && missed >= Quotas.MISSED) {
                silent = "nothing was heard of it for " + time;
            } else if (silent == null && stuck >= Quotas.MISSED) {
                silent = "it has read nothing of what was sent to it for " + time;
            }
        }
        if (silent() != null) {
            kill();
        } else {
            agent.router.post(link.peer, Protocol.PING, NOBODY, 0, new PayloadWriter().frames());
        }
    }

    /** That the child was given up because it did not answer, or did not read; null if it was not. */
    synchronized String silent() {
        return silent;
    }

    /** Who asked for its end, null if nobody did. */
    synchronized String closer() {
        return closer;
    }

    /** Whether it has come to its end, or somebody asked for that. */
    boolean ending() {
        return closer() != null || dead();
    }

    /** It goes on when the link is lost. On its reader thread. */
    void stay(Stay told) {
        stay = told;
    }

    /** What it said of going on when the link is lost; null for one that ends with the link. */
    final Stay staying() {
        return stay;
    }

    /** Somebody wants this child to end, whatever it said. Before {@link #requestEnd}. */
    void endAllTheSame() {
        if (stay != null) {
            stay = null;
            ordered = true;
            agent.router.post(link.peer, Protocol.END, 0, 0, new PayloadWriter().frames());
        }
    }

    /** Overwrites the password that it is connected with. By default there is none. */
    void forgetPassword() {}

    /** Answers the order with the reason why the child cannot be had. Before {@link #finish}. */
    void fail(ConnectFailedException failure) {
        forgetPassword(); // whoever hears of the failure may take the password for gone
        PayloadWriter payload = new PayloadWriter();
        RareConnectFailures.write(failure, payload);
        agent.router.post(asker, answerTo, 0, Protocol.ERROR, payload.frames());
    }

    /** After the answer to the order: what was sent to the child, or waits for it, fails with this reason. */
    void finish(String cause, int exitStatus) {
        Stay goesOn =
                exitStatus < 0 || stay != null && stay.pid() != pid() ? stay : null; // or else it has ended itself
        String reason = goesOn == null ? cause : cause + "; " + goesOn.text();
        if (goesOn != null && goesOn.pid() == pid()) {
            siblings.left(pid());
        }
        synchronized (this) {
            if (heartbeat != null) {
                heartbeat.cancel(false);
            }
        }
        agent.router.close(link, reason, exitStatus);
        siblings.ended(this);
        ended.countDown();
    }

    /** Which of the reasons of a {@link Loss} there is for its end. */
    synchronized int loss(int exitStatus) {
        if (closer != null) {
            return Loss.CLOSED;
        }
        if (!up) {
            return Loss.NOT_CONNECTED;
        }
        if (silent != null) {
            return Loss.SILENT;
        }
        return exitStatus < 0 ? Loss.BROKEN : Loss.ofExit(exitStatus);
    }

    /** Asks the child to end, within that time in milliseconds; one that is not up yet is stopped. */
    void requestEnd(String by, long grace) {
        boolean wasUp;
        synchronized (this) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(grace);
            if (closer == null || end - forceAt < 0) {
                forceAt = end;
            }
            closer = closer == null ? by : closer;
            wasUp = up;
        }
        if (wasUp || ordered) {
            link.end();
            endRequested();
        } else {
            kill();
        }
    }

    /** One that is up was asked to end. Nothing more by default. */
    void endRequested() {}

    /** Whether it was ever up. */
    synchronized boolean wasUp() {
        return up;
    }

    /** Waits for the end and, after the grace period, forces it; gives whether it was there by itself. */
    boolean awaitOrForceEnd() {
        try {
            if (ended.await(forceAt - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    /** {@link #awaitOrForceEnd}, and waits for the end that was forced. */
    void awaitEnd() {
        try {
            if (!awaitOrForceEnd()) {
                ended.await(Quotas.GRACE, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
