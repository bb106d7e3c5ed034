package mitogen.sockets;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The server's side of SOCKS 5 (RFC 1928) for one client, before its bytes are passed on: no authentication, CONNECT only.
 * What is no such request is answered as the RFC has it, and told in an exception.
 */
final class Socks {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int NO_ACCEPTABLE = 0xff;
    private static final int CONNECT = 1;

    // Kinds of addresses.
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    // Replies.
    private static final int SUCCEEDED = 0;
    private static final int FAILED = 1;
    private static final int NETWORK_UNREACHABLE = 3;
    private static final int HOST_UNREACHABLE = 4;
    private static final int REFUSED = 5;
    private static final int NO_SUCH_COMMAND = 7;
    private static final int NO_SUCH_KIND = 8;

    private static final byte[] NOWHERE = new byte[4];

    private final SocketChannel client;

    Socks(SocketChannel client) {
        this.client = client;
    }

    /** Reads the greeting and the request: where the client wants to be connected to. */
    Endpoint request() throws IOException {
        ByteBuffer greeting = read(2);
        checkVersion(greeting.get());
        byte[] methods = bytes(greeting.get() & 0xff);
        boolean none = false;
        for (byte method : methods) {
            none |= method == NO_AUTHENTICATION;
        }
        write(new byte[] {VERSION, (byte) (none ? NO_AUTHENTICATION : NO_ACCEPTABLE)});
        if (!none) {
            throw refused("the client wants to authenticate itself");
        }
        ByteBuffer request = read(4);
        checkVersion(request.get());
        int command = request.get();
        int kind = request.get(request.limit() - 1);
        String host = host(kind);
        int port = read(2).getShort() & 0xffff;
        if (command != CONNECT) {
            reply(NO_SUCH_COMMAND, NOWHERE, 0);
            throw refused("the client wants command " + command + "; there is only CONNECT");
        }
        return new Endpoint(host, port, null);
    }

    private void checkVersion(int version) throws IOException {
        if (version != VERSION) {
            throw refused("the client does not speak SOCKS 5: it began with the byte " + (version & 0xff));
        }
    }

    private String host(int kind) throws IOException {
        switch (kind) {
            case IPV4:
                return InetAddress.getByAddress(bytes(4)).getHostAddress();
            case IPV6:
                return InetAddress.getByAddress(bytes(16)).getHostAddress();
            case NAME:
                return new String(bytes(read(1).get() & 0xff), StandardCharsets.UTF_8);
            default:
                reply(NO_SUCH_KIND, NOWHERE, 0);
                throw refused("the client gave an address of the unknown kind " + kind);
        }
    }

    /** Ends the conversation; what was said last arrives. */
    private IOException refused(String why) throws IOException {
        client.close();
        return new ProtocolException(why);
    }

    /** Tells the client that it is connected. */
    void accept(Opened opened) throws IOException {
        byte[] local = opened.local();
        reply(SUCCEEDED, local == null ? NOWHERE : local, opened.localPort());
    }

    /** Tells the client why it is not. */
    void refuse(IOException why) throws IOException {
        reply(code(why), NOWHERE, 0);
        client.close();
    }

    private static int code(IOException why) {
        if (String.valueOf(why.getMessage()).contains("Network is unreachable")) {
            return NETWORK_UNREACHABLE;
        }
        if (why instanceof ConnectException) {
            return why.getMessage().contains("timed out") ? HOST_UNREACHABLE : REFUSED;
        }
        boolean host = why instanceof UnknownHostException
                || why instanceof NoRouteToHostException
                || why instanceof SocketTimeoutException;
        return host ? HOST_UNREACHABLE : FAILED;
    }

    private void reply(int code, byte[] address, int port) throws IOException {
        ByteBuffer reply = ByteBuffer.allocate(6 + address.length);
        reply.put((byte) VERSION).put((byte) code).put((byte) 0);
        reply.put((byte) (address.length == 4 ? IPV4 : IPV6)).put(address).putShort((short) port);
        write(reply.array());
    }

    private byte[] bytes(int count) throws IOException {
        return read(count).array();
    }

    private ByteBuffer read(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (client.read(bytes) < 0) {
                throw new ProtocolException("the client ended before it had said what it wants");
            }
        }
        return bytes.flip();
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            client.write(left);
        }
    }
}
