package mitogen.cli.work;

import java.io.ByteArrayOutputStream;

/**
 * What somebody types, on its way to a terminal elsewhere: at the beginning of a line {@code ~.} is the order to end, and
 * {@code ~~} is one {@code ~}, as for ssh.
 */
final class Keys {
    private boolean lineBegins = true;
    private boolean held; // a ~ at the beginning of a line
    private boolean ended;

    /** Gives what is to be sent. From the order to end on, that is nothing. */
    byte[] typed(byte[] bytes, int count) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream(count + 1);
        for (int i = 0; i < count && !ended; i++) {
            byte each = bytes[i];
            if (held && each == '.') {
                ended = true;
                break;
            }
            if (held && each != '~') {
                sent.write('~');
            }
            boolean holds = !held && lineBegins && each == '~';
            if (!holds) {
                sent.write(each);
            }
            held = holds;
            lineBegins = each == '\r' || each == '\n';
        }
        return sent.toByteArray();
    }

    boolean ended() {
        return ended;
    }
}
