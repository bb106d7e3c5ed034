package mitogen.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task.Action;

/**
 * Passes on what comes through a {@link Trunk} to the destinations that it is for. It waits for the slowest, as the source does. One
 * that is gone takes nothing more; the source hears of that by itself. The end of the trunk is the end of all.
 *
 * @param contexts where the destinations are: here, or below
 * @param data what each takes
 * @param ready takes the sender for the trunk
 */
record Fan(List<Context> contexts, List<Sender<Object>> data, Sender<Object> ready) implements Action {
    @Override
    public void run() throws IOException {
        List<Fork.Branch> branches = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            branches.add(new Fork.Branch(contexts.get(i), data.get(i)));
        }
        try (Receiver<Object> in = Context.current().receiver()) {
            List<Way> ways = Fork.ways(branches);
            ready.send(in.sender());
            try {
                while (true) {
                    Object next = in.poll();
                    if (next == null) {
                        attempt(ways, Way::flush);
                        next = in.take();
                    }
                    pass(next, ways);
                }
            } catch (ChannelClosedException e) {
                attempt(ways, Way::flush);
                attempt(ways, Way::close);
            } catch (IOException | MitogenException e) {
                attempt(ways, each -> each.fail(e));
                throw e;
            }
        }
    }

    private static void pass(Object next, List<Way> ways) throws IOException {
        int width = Trunk.width(ways.size());
        if (!(next instanceof byte[] message) || message.length < width) {
            throw Wire.senseless("a message that has no bytes");
        }
        byte[] rest = Arrays.copyOfRange(message, width, message.length);
        BitSet audience = BitSet.valueOf(Arrays.copyOf(message, width));
        for (int i = 0; i < ways.size(); i++) {
            if (audience.get(i)) {
                attempt(ways, i, each -> each.send(rest));
            }
        }
    }

    /** What is done to a way, which may be lost. */
    private interface Step {
        void take(Way way);
    }

    private static void attempt(List<Way> ways, Step step) {
        for (int i = 0; i < ways.size(); i++) {
            attempt(ways, i, step);
        }
    }

    private static void attempt(List<Way> ways, int number, Step step) {
        Way way = ways.get(number);
        try {
            if (way != null) {
                step.take(way);
            }
        } catch (MitogenException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            ways.set(number, null); // it is gone
        }
    }
}
