package mitogen.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * What came over the link of one child and waits to be written to another link. On the way to a child only so much of it
 * is under way at a time, or a flood would fill the memory of those it passes, and what they say themselves would wait
 * behind their answers to it. So each context that it is for gets a {@link Flow}, and is asked now and then whether all
 * has arrived. Guarded by the lock of the link that is written to.
 */
final class Lane {
    /** Frames that may be under way to all contexts behind the link. A flow may have a quarter of it, and so of bytes. */
    static final int FRAMES = 1024;

    static final int BYTES = 4 << 20;

    /** After so much of that the contexts are asked. */
    private static final int ASKED = 16;

    final Lanes lanes;
    final Link from;
    boolean waits; // for its turn
    boolean lost; // nothing more comes over that link

    private final Map<Integer, Flow> flows = new HashMap<>();
    private final ArrayDeque<Flow> ready = new ArrayDeque<>(); // those of which a frame may go, the next one first
    private final ArrayDeque<Frame> markers = new ArrayDeque<>();
    private final ArrayDeque<End> ends = new ArrayDeque<>(); // that contexts are gone, behind all else that they sent
    private final ArrayDeque<End> bulkEnds = new ArrayDeque<>();
    private int waiting; // frames in flows
    private int frames; // under way
    private int bytes;
    private int newFrames; // of them, not asked for yet
    private int newBytes;

    Lane(Lanes lanes, Link from) {
        this.lanes = lanes;
        this.from = from;
    }

    /** Whether it leads down, where what is under way is bounded. */
    boolean isBounded() {
        return lanes.to != lanes.router.parent;
    }

    void add(Frame frame) {
        if (isBounded() && frame.source() == lanes.router.self) {
            End end = new End(frame, frame.is(Protocol.BULK), new ArrayList<>(flows.values()));
            (frame.is(Protocol.BULK) ? bulkEnds : ends).add(end);
            return;
        }
        int key = isBounded() ? frame.destination() : 0;
        Flow flow = flows.get(key);
        if (flow == null) {
            flow = new Flow(this, key);
            flows.put(key, flow);
        }
        if (flow.isCut()) {
            lanes.refuse(frame);
            return;
        }
        waiting++;
        flow.add(frame);
        update(flow);
    }

    private void update(Flow flow) {
        if (!flow.waits && flow.mayGo()) {
            flow.waits = true;
            ready.add(flow);
        }
        if (flow.isOver()) {
            flows.remove(flow.destination);
        }
    }

    /** The frame whose turn it is, null where none may go now; whether it is taken out, too. */
    Frame next(boolean take) {
        if (!markers.isEmpty()) {
            return take ? markers.poll() : markers.peek();
        }
        for (ArrayDeque<End> queue : List.of(ends, bulkEnds)) {
            if (!queue.isEmpty() && queue.peek().mayGo()) {
                return (take ? queue.poll() : queue.peek()).frame;
            }
        }
        if (isFull() && !lanes.isClosed()) {
            return null;
        }
        Flow flow = take ? ready.poll() : ready.peek();
        if (flow == null) {
            return null;
        }
        Frame frame = flow.next(take);
        if (take) {
            waiting--;
            flow.waits = false;
            if (newFrames >= FRAMES / ASKED || newBytes >= BYTES / ASKED) {
                ask();
            }
            update(flow);
        }
        return frame;
    }

    /** Whether too much is under way. */
    boolean isFull() {
        return frames >= FRAMES || bytes >= BYTES;
    }

    private void ask() {
        newFrames = 0;
        newBytes = 0;
        for (Flow flow : new ArrayList<>(flows.values())) {
            Frame marker = flow.marker();
            if (marker != null) {
                markers.add(marker);
            }
            update(flow);
        }
    }

    void sent(int length) {
        frames++;
        bytes += length;
        newFrames++;
        newBytes += length;
    }

    /** So much is not under way any more. */
    void arrived(int count, int length) {
        frames -= count;
        bytes -= length;
    }

    /** Some of a flow has arrived. */
    void arrived(Flow flow) {
        update(flow);
        lanes.arrived(this);
    }

    /** From now on all may go. */
    void open() {
        new ArrayList<>(flows.values()).forEach(this::update);
    }

    boolean isOver() {
        boolean empty = waiting == 0 && ends.isEmpty() && bulkEnds.isEmpty() && markers.isEmpty();
        return empty && (lost || flows.isEmpty());
    }

    /** A context that takes nothing does not hold up for long those to whom that matters. */
    void beat() {
        boolean matters = lost || !ends.isEmpty() || !bulkEnds.isEmpty() || from.account.isFull();
        for (Flow flow : new ArrayList<>(flows.values())) {
            if (flow.isStuck(isFull()) && matters) {
                ready.remove(flow);
                flow.waits = false;
                waiting -= flow.cut();
            }
            update(flow);
        }
    }

    /** That contexts are gone. */
    private static final class End {
        final Frame frame;
        private final boolean bulk;
        private final List<Flow> before;
        private final List<Long> until = new ArrayList<>(); // how many of each flow have gone by then

        End(Frame frame, boolean bulk, List<Flow> before) {
            this.frame = frame;
            this.bulk = bulk;
            this.before = before;
            for (Flow flow : before) {
                until.add(flow.added(bulk));
            }
        }

        boolean mayGo() {
            for (int last = before.size() - 1; last >= 0; last--) {
                if (before.get(last).gone(bulk) < until.get(last)) {
                    return false;
                }
                before.remove(last);
            }
            return true;
        }
    }
}
