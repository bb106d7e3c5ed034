package mitogen.transfer;

import java.io.IOException;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task.Action;

/**
 * Passes on what one side of a transfer sends to the other, in a context that both may talk to. The end of a way is the end
 * of the other.
 *
 * @param ready takes the sender for the side that sends
 * @param to the side that receives
 */
record Detour(Sender<Object> ready, Sender<Object> to) implements Action {
    @Override
    public void run() throws IOException {
        try (Receiver<Object> in = Context.current().receiver()) {
            ready.send(in.sender());
            while (true) {
                if (!(in.take() instanceof byte[] message)) {
                    throw Wire.senseless("a message that has no bytes");
                }
                to.send(message);
            }
        } catch (ChannelClosedException e) {
            to.close(); // either side may have ended first
        }
    }
}
