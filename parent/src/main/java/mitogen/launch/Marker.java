package mitogen.launch;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import mitogen.stage.FirstStage;
import mitogen.stage.RuntimeStage;

/**
 * What a script of ours says in a line of standard output, or the core behind it: a nonce, a word, and more about it.
 *
 * @param before what somebody else printed on the same line
 * @param rest what follows the word
 */
record Marker(String before, Word word, String rest) {
    /** The words, see {@link FirstStage} and {@link RuntimeStage}. */
    enum Word {
        /** The shell runs the script. */
        SH,
        /** The shell becomes the Java that follows. */
        JAVA,
        /** The core runs, with the version of Java that follows. Frames come next. */
        UP,
        /** The shell cannot run programs. */
        NORUN,
        /** No directory takes a scratch file. */
        NOSCRATCH,
        /** There is no Java where it was looked for: the places follow. */
        NOJAVA,
        /** There is a Java that is too old: which one follows. */
        OLD,
        /** The system is of the kind that follows; it has what unpacks an archive. */
        PLATFORM,
        /** The archive is to be sent. */
        SEND,
        /** The archive has come, and is being unpacked. */
        UNPACK,
        /** There is a Java, and the script waits for the core. */
        READY,
        /** There can be no Java, for the reason that follows. */
        NORUNTIME,
        /** No directory takes the unpacked archive. */
        NOROOM,
        /** What unpacks an archive is not there: the tools follow. */
        NOTOOLS
    }

    /** Letters and digits that nobody can guess, so that no banner can look like a marker. */
    static String nonce() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return "m" + HexFormat.of().formatHex(random);
    }

    /** The marker in a line; null if there is none. */
    static Marker in(String line, String nonce) {
        int at = line.indexOf(nonce + " ");
        if (at < 0) {
            return null;
        }
        String[] said = line.substring(at + nonce.length() + 1).strip().split(" ", 2);
        for (Word word : Word.values()) {
            if (word.name().toLowerCase(Locale.ROOT).equals(said[0])) {
                return new Marker(line.substring(0, at), word, said.length > 1 ? said[1] : "");
            }
        }
        return null;
    }
}
