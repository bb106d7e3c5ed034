package mitogen.sockets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;
import mitogen.Call;
import mitogen.Context;
import mitogen.Forward;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.sockets.Connections.Connection;

/** The way into this room: what a {@link Context} has for sockets. The first argument is always the context that this runs in. */
public final class Sockets {
    private Sockets() {}

    /** See {@link Context#sockets}. */
    public static SocketFactory factory(Context here, Context there) {
        return new ContextSockets(here, there);
    }

    /** See {@link Context#forward}. */
    public static Forward forward(Context here, Context there, SocketAddress local, SocketAddress remote)
            throws IOException {
        Endpoint to = Endpoint.target(remote);
        return listening(here, there, local, (connection, channel) -> {
            RemoteConnection far = connection.add(new RemoteConnection(here, there), RemoteConnection::reset);
            Opened opened = far.connect(to, null, Option.AT_ONCE, RemoteConnection.FOREVER);
            new Pump(channel, opened.sender(), far.in()).run();
        });
    }

    /** See {@link Context#socks}. */
    public static Forward socks(Context here, Context there, SocketAddress local) throws IOException {
        return listening(here, there, local, (connection, channel) -> socks(here, there, connection, channel));
    }

    private static void socks(Context here, Context there, Connection connection, SocketChannel channel)
            throws IOException {
        Socks client = new Socks(channel);
        Endpoint to = client.request();
        RemoteConnection far = connection.add(new RemoteConnection(here, there), RemoteConnection::reset);
        Opened opened;
        try {
            opened = far.connect(to, null, Option.AT_ONCE, RemoteConnection.FOREVER);
        } catch (IOException e) {
            connection.failed(e);
            client.refuse(e);
            throw e;
        }
        client.accept(opened);
        new Pump(channel, opened.sender(), far.in()).run();
    }

    private static Forward listening(Context here, Context there, SocketAddress local, Listener.Accepted accepted)
            throws IOException {
        Endpoint at = Endpoint.of(local); // which refuses what is no such address
        boolean isName = local instanceof InetSocketAddress inet && inet.isUnresolved();
        Listener listener = Listener.open(isName ? at.resolve().get(0) : local);
        try {
            Connections connections = new Connections(there.name());
            return new OpenForward(
                    here, there, listener.address(), connections, listener, () -> listener.run(connections, accepted));
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** See {@link Context#reverse}. What the other side sends chooses nothing: each connection goes to the same address. */
    public static Forward reverse(Context here, Context there, SocketAddress remote, SocketAddress local)
            throws IOException {
        Endpoint at = Endpoint.of(remote);
        Endpoint to = Endpoint.target(local);
        Receiver<Object> senders = here.receiver(Opened.class);
        Call<Void> call = null;
        try {
            call = there.submit(new Listen(at, senders.sender()));
            Opened opened = (Opened) senders.take();
            SocketAddress address = opened.local() == null
                    ? remote
                    : new InetSocketAddress(InetAddress.getByAddress(opened.local()), opened.localPort());
            Connections connections = new Connections(there.name());
            Call<Void> listening = call;
            return new OpenForward(here, there, address, connections, opened.sender()::close, () -> {
                dialAll(here, to, senders, connections);
                listening.cancel(true); // unless it has ended
            });
        } catch (IOException | RuntimeException e) {
            senders.close();
            if (call != null) {
                call.cancel(true);
            }
            throw e instanceof RuntimeException why
                    ? Failures.of(there.name() + " could not listen at " + at, why)
                    : (IOException) e;
        }
    }

    /** Opens what was asked for, one by one, until the other side has ended or is to end. */
    private static void dialAll(Context here, Endpoint to, Receiver<Object> senders, Connections connections)
            throws InterruptedException {
        try (senders) {
            for (Object each : senders) {
                @SuppressWarnings("unchecked")
                Sender<Object> sender = (Sender<Object>) each; // or that fails, and nothing is opened
                connections.awaitFree();
                connections.start(connection -> dial(here, to, connection, sender));
            }
            connections.failed(new IOException("the other context does not listen any more"));
        } catch (MitogenException | ClassCastException e) {
            connections.failed(new IOException(e.getMessage(), e));
        } finally {
            connections.close();
        }
    }

    private static void giveUp(Sender<Object> sender) {
        sender.fail(new SocketException("the forward was closed"));
    }

    private static void dial(Context here, Endpoint to, Connection connection, Sender<Object> sender)
            throws IOException {
        connection.add(sender, Sockets::giveUp);
        try {
            new Dial(to, null, Option.AT_ONCE, sender).run(here, channel -> connection.add(channel, Pump::reset));
        } catch (IOException | RuntimeException e) {
            connection.failed(e instanceof IOException io ? io : new IOException(e.getMessage(), e));
            sender.fail(e);
            throw e;
        }
    }
}
