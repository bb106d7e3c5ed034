package mitogen.transfer;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task.Action;
import mitogen.internal.NativePaths;

/**
 * Writes what a source sends.
 *
 * @param root where it is to be
 * @param plan what is to be done
 * @param answers takes what the source is to know of its files
 * @param reports takes the sender for the source, then what happens
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record ReceiveTree(byte[] root, Plan plan, Sender<Object> answers, Sender<Object> reports) implements Action {
    @Override
    public void run() throws IOException {
        Reports out = new Reports(reports);
        try (Receiver<byte[]> data = Context.current().receiver();
                Hidden hidden = new Hidden(plan.resume())) {
            reports.send(data.sender());
            Destination destination =
                    new Destination(NativePaths.of(root).toAbsolutePath(), plan, new Packer(answers), out, hidden);
            receive(data, destination);
        } catch (ChannelClosedException e) {
            throw new IOException("the source ended early", e);
        } finally {
            out.end(); // who asked has closed it, if that fails
            answers.close();
        }
        out.done();
    }

    private static void receive(Receiver<byte[]> data, Destination destination) throws IOException {
        try {
            while (!destination.isWhole()) {
                byte[] message = data.poll();
                if (message == null) {
                    destination.flush();
                    message = data.take();
                }
                try {
                    destination.take(ByteBuffer.wrap(message));
                } catch (BufferUnderflowException | IllegalArgumentException e) {
                    throw Wire.senseless(e.toString());
                }
            }
            destination.finish();
        } catch (MitogenException | IOException e) {
            destination.giveUp();
            throw e;
        }
    }
}
