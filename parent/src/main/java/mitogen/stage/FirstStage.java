package mitogen.stage;

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
import mitogen.tree.Settings;

/**
 * The shell script that starts a child: any POSIX {@code sh} runs it. It puts the loader's jar, which comes first on
 * standard input, into a scratch file that has no name any more by then, finds a Java, moves the protocol off standard input and output, and
 * becomes that Java. It says how far it came in lines that start with the nonce.
 *
 * <p>It is handed over between single quotes, by whatever login shell, so it contains no single quote, exclamation
 * mark, double backslash or newline.
 */
public final class FirstStage {
    /** The system property that is there where the session has no locale, but Java was given one. */
    static final String LOCALE = "mitogen.locale";

    /**
     * m says something, and says it again if that failed: a start file may have set O_NONBLOCK on standard output, and
     * filled it. e says it and ends.
     */
    static final String SAY =
            "m(){ echo $_N \"$@\"||{ sleep 1;echo $_N \"$@\";};};" + "e(){ m \"$@\";sleep 1;exit 1;};echo;m sh;";

    /**
     * Finds the usual programs, and ends where none can be run: the name of what is created then could not be removed. What is
     * changed here is put back before Java starts, as the account has it. Names of variables begin with an underscore, as the
     * account may have exported others.
     */
    static final String CHECK =
            "_P=$PATH;PATH=${PATH:+$PATH:}/usr/bin:/bin;_U=`rm -f /.$_N&&umask`;[ \"$_U\" ]||e norun;";

    private static final String BEFORE = CHECK + "umask 077;set -C;";

    /**
     * What a scratch file's name begins with; the letter m and 16 letters or digits follow. Others that match were left by
     * a process that was killed in between.
     */
    public static final String NAME = ".mitogen-";

    /**
     * Creates the scratch file on descriptor 3 and removes its name. O_EXCL (set -C): nobody can have put a link there. A
     * full disk takes a new name, but no data, so a line is written first: the nonce, for the loader. Java does not
     * mind a line before a jar. Names that others need are never removed: whoever has the file open does not need it.
     * Where rm fails all the same the loader removes the name. The traps go when the shell becomes Java.
     */
    private static final String SCRATCH =
            "for _d in /dev/shm ${XDG_RUNTIME_DIR:-/run/user/$UID} ${TMPDIR:-/tmp} /tmp /var/tmp .;do _f=$_d/" + NAME
                    + "$_N;trap \"rm -f $_f;exit 1\" HUP INT TERM;{ command exec 3>$_f&&{ rm -f $_f $_d/" + NAME
                    + "m" + "?".repeat(16) + ";echo $_N>&3;};} 2>/dev/null&&break;_f=;done;"
                    + "[ \"$_f\" ]||e noscratch;";

    private static final String PLACES =
            "for _j in \"$JAVA_HOME/bin/java\" \"`command -v java`\" /usr/lib/jvm/*/bin/java"
                    + " /opt/*/bin/java ~/.sdkman/candidates/java/*/bin/java";

    /** Chooses $_j: the first Java that its release file, if it has one, does not show to be older than 17. */
    private static final String FIND = ";do [ -x \"$_j\" ]||continue;_h=`readlink -f \"$_j\"`;_v=;"
            + "while read -r _l;do case $_l in JAVA_VERSION=*)_v=${_l#*=};esac;done 2>/dev/null<\"${_h%/bin/java}/release\";"
            + "case $_v in ?1.*|?9*|?1[0-6]*)_o=\"$_o $_j $_v\";_j=;;*)break;esac;done;";

    private static final String LACKS = "[ -x \"$_j\" ]||e ${_o:+old}${_o:-nojava JAVA_HOME=$JAVA_HOME PATH=$PATH};";

    private static final String GIVEN = "[ -x $_j ]||e nojava $_j;";

    /**
     * In a session without a locale, as many over ssh are, Java would lose what is not ASCII in arguments and file names.
     * {@link #LOCALE} tells what Java starts for others that they have none.
     */
    private static final String START = "[ \"$LC_ALL$LC_CTYPE$LANG\" ]||{ export LC_CTYPE=C.UTF-8;_c=-D" + LOCALE
            + "=;};m java $_j;umask $_U;PATH=$_P;";

    /**
     * No files of the JVM's own (performance data, crash dumps), and no option that an older Java would stumble over. A
     * JAVA_TOOL_OPTIONS there may choose the usual collector, G1; two of them are more than the JVM takes. The limit of
     * open files stays, because all that Java starts inherits it. The packages are opened for the loader's descriptors, for
     * the system class loader, and for what a task leaves on its thread.
     */
    private static final String OPTIONS = " $_c -XX:+IgnoreUnrecognizedVMOptions -XX:-UsePerfData -XX:-MaxFDLimit"
            + " -XX:-UseG1GC -XX:+UseSerialGC -XX:+ErrorFileToStderr -XX:-CreateCoredumpOnCrash"
            + " --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED"
            + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp /proc/self/fd/3 M 4<&0 5>&1 </dev/null>&2";

    // The sleep before each early end: "podman exec" and "docker exec" lose what a process printed if it ends while
    // they still send it standard input.

    // The jar is copied by dd, byte by byte: no other tool is sure to take exactly so many bytes from a pipe (BusyBox's
    // "head -c" takes more, and they would be missing from the core behind). It costs 2 ms; as octal escapes in the
    // command line the jar would be three times as large.

    private FirstStage() {}

    /** Becomes Java, as {@link #load} said. The label comes first, because ps cuts long lines. */
    static String java(String label) {
        return OwnImage.HIDE + "exec \"$_j\" -D" + Label.PROPERTY + "=" + label + OPTIONS;
    }

    /**
     * The script.
     *
     * @param nonce letters and digits
     * @param label see {@link Label}
     * @param java the Java to use, or null to look for one
     * @param loaderSize of the loader's jar, in bytes
     */
    public static String script(String nonce, String label, String java, int loaderSize) {
        String choose = java == null ? PLACES + FIND + LACKS : given(java);
        return begin(nonce) + choose + load(nonce, loaderSize) + java(label);
    }

    /**
     * The script where runtimes may be sent: it looks for those too.
     *
     * @param own a Java that may be there, as it is here, or null
     * @param modules see {@link Settings#runtimeModules}
     */
    public static String script(String nonce, String label, int loaderSize, String own, int modules) {
        return begin(nonce)
                + RuntimeCache.FUNCTIONS
                + PLACES
                + (own != null && isPlain(own) ? " \"" + own + "\"" : "")
                + FIND
                + RuntimeCache.find(modules)
                + LACKS
                + load(nonce, loaderSize)
                + java(label);
    }

    /** What a script begins with. */
    static String begin(String nonce) {
        return "_N=" + nonce + ";_o=;_c=;" + SAY + BEFORE + SCRATCH;
    }

    private static String given(String java) {
        return "_j=\"" + quoted(java) + "\";" + GIVEN.replace("$_j", "\"$_j\"");
    }

    /**
     * Takes the loader, and says that $_j is about to be started. Where a start file set O_NONBLOCK on standard input, dd
     * ends when it would have to wait. A signal ends it where no file may be so large.
     */
    static String load(String nonce, int loaderSize) {
        return "_i=0;_count=" + loaderSize
                + ";until dd bs=1 count=$_count >&3 2>/dev/null||[ $? -gt 128 ]||[ $((_i+=1)) -gt 99 ];do"
                + " sleep .1||sleep 1;_count=$((" + (nonce.length() + 1 + loaderSize)
                + "-`wc -c </proc/self/fd/3`));done;" + START;
    }

    /** A path between double quotes. */
    private static String quoted(String path) {
        if (!isPlain(path)) {
            throw new IllegalArgumentException("the path of Java contains a character that cannot be passed through"
                    + " any shell: " + path + "\n  Make a link to it that has a plainer name.");
        }
        return path;
    }

    static boolean isPlain(String path) {
        return path.chars().noneMatch(c -> c < ' ' || "'\"\\!`$".indexOf(c) >= 0);
    }

    /**
     * The loader's jar: in the controller a resource, in a child the class path that it was itself started from, behind
     * the line that the script has written there.
     */
    public static byte[] loader() {
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
    public static void send(byte[] core, BootConfig config, OutputStream to) throws IOException {
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
        out.writeInt(config.maxMessage);
        out.writeInt(config.heartbeat);
        for (int[] numbers : new int[][] {config.settings, config.ancestors}) {
            out.writeInt(numbers.length);
            for (int number : numbers) {
                out.writeInt(number);
            }
        }
    }
}
