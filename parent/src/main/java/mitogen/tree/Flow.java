package mitogen.tree;

import java.util.ArrayDeque;
import mitogen.route.Reply;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** What of a {@link Lane} is for one context. Guarded by the lock of the link that is written to. */
final class Flow {
    private static final int FRAMES = Lane.FRAMES / 4;
    private static final int BYTES = Lane.BYTES / 4;

    final int destination;
    boolean waits; // for its turn

    private final Lane lane;
    private final ArrayDeque<Frame> control = new ArrayDeque<>(4);
    private final ArrayDeque<Frame> bulk = new ArrayDeque<>(4);
    private long controlGone; // frames that were here
    private long bulkGone;
    private int frames; // under way
    private int bytes;
    private int newFrames; // of them, not asked for yet
    private int newBytes;
    private boolean newBulk;
    private boolean moved; // something has arrived since the last beat
    private int beats; // since when nothing has
    private boolean cut; // nothing is sent any more

    Flow(Lane lane, int destination) {
        this.lane = lane;
        this.destination = destination;
    }

    void add(Frame frame) {
        (frame.is(Protocol.BULK) ? bulk : control).add(frame);
    }

    /** How many frames were ever here: control, or all. */
    long added(boolean all) {
        return gone(all) + control.size() + (all ? bulk.size() : 0);
    }

    /** How many frames were here and are no longer. */
    long gone(boolean all) {
        return all ? controlGone + bulkGone : controlGone;
    }

    boolean mayGo() {
        boolean empty = control.isEmpty() && bulk.isEmpty();
        return !empty && (!isFull() || lane.lanes.isClosed());
    }

    private boolean isFull() {
        return frames >= FRAMES || bytes >= BYTES;
    }

    /** Its next frame; whether it is taken out, too. */
    Frame next(boolean take) {
        ArrayDeque<Frame> queue = control.isEmpty() ? bulk : control;
        if (!take) {
            return queue.peek();
        }
        Frame frame = queue.remove();
        if (queue == control) {
            controlGone++;
        } else {
            bulkGone++;
        }
        // What answers the other side is bounded by what that has asked for; it pays for it.
        if (lane.isBounded() && frame.account == lane.from.account) {
            frames++;
            bytes += frame.length();
            newFrames++;
            newBytes += frame.length();
            newBulk |= frame.is(Protocol.BULK);
            lane.sent(frame.length());
        }
        return frame;
    }

    /** A question that arrives behind all that was sent so far; null if there was nothing since the last one. */
    Frame marker() {
        if (newFrames == 0) {
            return null;
        }
        Router router = lane.lanes.router;
        Frame marker = new PayloadWriter().frames();
        Arrival arrival = new Arrival(newFrames, newBytes);
        int replyTo = router.expect(arrival);
        marker.address(destination, router.self, Protocol.PING, replyTo, newBulk ? Protocol.BULK : 0);
        newFrames = 0;
        newBytes = 0;
        newBulk = false;
        // Whoever expects an answer of a context that is gone is told once. That may have been just before.
        if (router.linkTo(destination) != lane.lanes.to && router.replies.remove(replyTo, arrival)) {
            arrival.count();
            return null;
        }
        return marker;
    }

    boolean isOver() {
        return control.isEmpty() && bulk.isEmpty() && frames == 0 && !cut;
    }

    /** Once each heartbeat: whether it has waited for some in vain. */
    boolean isStuck(boolean laneFull) {
        boolean idle = moved || frames == 0 || !isFull() && !laneFull;
        moved = false;
        beats = idle ? 0 : beats + 1;
        return beats >= Quotas.MISSED && !cut;
    }

    /** Refuses all from now on; how many frames have waited. */
    int cut() {
        cut = true;
        int count = control.size() + bulk.size();
        controlGone += control.size();
        bulkGone += bulk.size();
        control.forEach(lane.lanes::refuse);
        bulk.forEach(lane.lanes::refuse);
        control.clear();
        bulk.clear();
        lane.arrived(frames, bytes);
        frames = 0;
        bytes = 0;
        return count;
    }

    boolean isCut() {
        return cut;
    }

    /** Answers what is not sent. The context is not gone, and whoever hears this may try again. */
    static void refuse(Router router, Frame frame) {
        if (!frame.is(Protocol.MORE)) {
            String reason = "it has taken nothing of what was sent to it for " + Quotas.MISSED + " heartbeats";
            router.dead(frame, Protocol.REFUSED, reason, -1);
        }
    }

    /** The answer to a marker, or that there will be none, as the context is gone. On any thread. */
    private final class Arrival implements Reply {
        private final int count;
        private final int length;

        Arrival(int count, int length) {
            this.count = count;
            this.length = length;
        }

        @Override
        public int destination() {
            return destination;
        }

        @Override
        public void arrived(Frame head) {
            synchronized (lane.lanes.to) {
                count();
                lane.arrived(Flow.this);
            }
        }

        private void count() {
            if (!cut) {
                frames -= count;
                bytes -= length;
                moved = true;
                lane.arrived(count, length);
            }
        }
    }
}
