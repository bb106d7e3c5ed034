package mitogen.parent;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;

/**
 * The shell script that starts a child: any POSIX {@code sh} runs it. It puts the loader's jar, which comes first on
 * standard input, into a scratch file that has no name any more by then, finds a Java, moves the protocol off standard input and output, and
 * becomes that Java. It says how far it came in lines that start with the nonce.
 *
 * <p>It is handed over between single quotes, by whatever login shell, so it contains no single quote, exclamation
 * mark, double backslash or newline.
 */
final class FirstStage {
    /**
     * Creates the scratch file on descriptor 3 and removes its name. O_EXCL (set -C): nobody can have put a link there. A
     * full disk takes a new name, but no data, so a line is written first: the nonce, for the loader. Java does not
     * mind a line before a jar.
     */
    static final String SCRATCH = "PATH=${PATH:+$PATH:}/usr/bin:/bin;umask 077;set -C;"
            + "for d in /dev/shm ${XDG_RUNTIME_DIR:-/run/user/$UID} ${TMPDIR:-/tmp} /tmp /var/tmp .;do f=$d/.$N;"
            + "{ command exec 3>$f&&rm -f $f&&echo $N>&3; } 2>/dev/null&&break;f=;done;echo;echo $N sh;"
            + "[ \"$f\" ]||{ echo $N noscratch;sleep 1;exit 1;};";

    private static final String PLACES =
            "for j in \"$JAVA_HOME/bin/java\" \"`command -v java`\" /usr/lib/jvm/*/bin/java"
                    + " /opt/*/bin/java ~/.sdkman/candidates/java/*/bin/java";

    /** Chooses $j: the first Java that its release file, if it has one, does not show to be older than 17. */
    private static final String FIND = ";do [ -x \"$j\" ]||continue;h=`readlink -f \"$j\"`;v=;"
            + "while read -r l;do case $l in JAVA_VERSION=*)v=${l#*=};esac;done 2>/dev/null<\"${h%/bin/java}/release\";"
            + "case $v in ?1.*|?9*|?1[0-6]*)o=\"$o $j $v\";j=;;*)break;esac;done;"
            + "[ -x \"$j\" ]||{ echo $N ${o:+old}${o:-nojava JAVA_HOME=$JAVA_HOME PATH=$PATH};sleep 1;exit 1;};";

    private static final String GIVEN = "[ -x $j ]||{ echo $N nojava $j;sleep 1;exit 1;};";

    /**
     * No files of the JVM's own (performance data, crash dumps), and no option that an older Java would stumble over. In
     * a session without a locale, as many over ssh are, Java would lose what is not ASCII in arguments and file names. A
     * JAVA_TOOL_OPTIONS there may choose the usual collector, G1; two of them are more than the JVM takes.
     */
    private static final String START = "[ \"$LC_ALL$LC_CTYPE$LANG\" ]||export LC_CTYPE=C.UTF-8;echo $N java $j;";

    private static final String OPTIONS = " -XX:+IgnoreUnrecognizedVMOptions -XX:-UsePerfData"
            + " -XX:-UseG1GC -XX:+UseSerialGC -XX:+ErrorFileToStderr -XX:-CreateCoredumpOnCrash"
            + " --add-opens=java.base/java.io=ALL-UNNAMED -cp /proc/self/fd/3 M 4<&0 5>&1 </dev/null>&2";

    // The sleep before each early end: "podman exec" and "docker exec" lose what a process printed if it ends while
    // they
    // still send it standard input.

    // The jar is copied by dd, byte by byte: no other tool is sure to take exactly so many bytes from a pipe (BusyBox's
    // "head -c" takes more, and they would be missing from the core behind). It costs 2 ms; as octal escapes in the
    // command line the jar would be three times as large.

    private FirstStage() {}

    /** What {@link #START} is about. The label comes first, because ps cuts long lines. */
    static String java(String label) {
        return "\"$j\" -D" + Label.PROPERTY + "=" + label + OPTIONS;
    }

    /**
     * The script.
     *
     * @param nonce letters and digits
     * @param label see {@link Label}
     * @param java the Java to use, or null to look for one
     * @param loaderSize of the loader's jar, in bytes
     */
    static String script(String nonce, String label, String java, int loaderSize) {
        String choose = java == null ? PLACES + FIND : given(java);
        return begin(nonce) + choose + load(loaderSize) + "exec " + java(label);
    }

    /**
     * The script where runtimes may be sent: it looks for those too.
     *
     * @param own a Java that may be there, as it is here, or null
     * @param modules see {@link Quotas#RUNTIME_MODULES}
     */
    static String script(String nonce, String label, int loaderSize, String own, int modules) {
        return begin(nonce) + PLACES + (own != null && isPlain(own) ? " \"" + own + "\"" : "") + " "
                + RuntimeStage.kept(modules) + "/bin/java" + FIND + load(loaderSize) + "exec " + java(label);
    }

    /** What a script begins with. */
    static String begin(String nonce) {
        return "N=" + nonce + ";" + SCRATCH;
    }

    private static String given(String java) {
        return "j=\"" + quoted(java) + "\";" + GIVEN.replace("$j", "\"$j\"");
    }

    /** Takes the loader, and says that $j is about to be started. */
    static String load(int loaderSize) {
        return "dd bs=1 count=" + loaderSize + " >&3 2>/dev/null;" + START;
    }

    /** A path between double quotes. */
    private static String quoted(String path) {
        if (!isPlain(path)) {
            throw new IllegalArgumentException("the path of Java contains a character that cannot be passed through"
                    + " any shell: " + path + "\n  Make a link to it that has a plainer name.");
        }
        return path;
    }

    private static boolean isPlain(String path) {
        return path.chars().noneMatch(c -> c < ' ' || "'\"\\!`$".indexOf(c) >= 0);
    }

    /**
     * The loader's jar: in the controller a resource, in a child the class path that it was itself started from, behind
     * the line that the script has written there.
     */
    static byte[] loader() {
        try (InputStream resource = Agent.class.getResourceAsStream("/mitogen/boot/loader.jar")) {
            if (resource != null) {
                return resource.readAllBytes();
            }
            byte[] scratch = Files.readAllBytes(Path.of(System.getProperty("java.class.path")));
            int start = 0;
            while (scratch[start++] != '\n') {}
            return Arrays.copyOfRange(scratch, start, scratch.length);
        } catch (IOException e) {
            throw new UncheckedIOException("the loader's jar cannot be read", e);
        }
    }

    /** Writes what a child reads first: the loader, the core, and what it is told about itself. */
    static void send(byte[] core, BootConfig config, OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.write(loader());
        out.writeInt(core.length);
        out.write(core);
        write(config, out);
        out.flush();
    }

    /** What the core reads first, see {@link BootConfig}. */
    private static void write(BootConfig config, DataOutputStream out) throws IOException {
        out.writeInt(config.id);
        out.writeUTF(config.route);
        for (int[] numbers : new int[][] {config.settings, config.ancestors}) {
            out.writeInt(numbers.length);
            for (int number : numbers) {
                out.writeInt(number);
            }
        }
    }
}
