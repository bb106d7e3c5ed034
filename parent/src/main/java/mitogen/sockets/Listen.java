package mitogen.sockets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task.Action;

/**
 * Listens in the context that it runs in. Says {@link Opened} first, with a sender that ends this when it is closed or lost.
 * Then it sends for each connection a sender: who asked for it is to open the other side, as {@link Dial} does, and to tell that
 * sender. Ends when nobody listens any more.
 */
record Listen(Endpoint at, Sender<Object> sender) implements Action {
    @Override
    public void run() throws IOException, InterruptedException {
        Context here = Context.current();
        try (Listener listener = Listener.open(at.resolve().get(0));
                Connections connections = new Connections(here.name());
                Receiver<Object> life = here.receiver()) {
            sender.send(Opened.of(life.sender(), listener.address(), null));
            life.onReady(() -> look(life, listener));
            listener.run(connections, (connection, channel) -> serve(here, connection, channel));
        }
    }

    private static void look(Receiver<Object> life, Listener listener) {
        try {
            life.poll();
        } catch (MitogenException end) {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Context here, Connections.Connection connection, SocketChannel channel) throws IOException {
        Receiver<Object> in = connection.add(here.receiver(Opened.class), Receiver::close);
        sender.send(in.sender());
        Opened opened = (Opened) in.take();
        new Pump(channel, opened.sender(), in).run();
    }
}
