package mitogen.parent;

/**
 * The shell script that is run instead of {@link FirstStage} where no Java was found and one may be sent. It says what
 * system this is, reads a line with size, digest and unpacked KiB of an archive, takes the archive, checks it, unpacks it,
 * sees that it runs, and goes on like the first stage. Nothing may be sent ahead of what it asks for: there is no tool that
 * is sure to read so many bytes of a pipe and not one more.
 *
 * <p>A runtime that is to stay is unpacked beside its place and then renamed, so one is there whole or not at all, and who
 * comes second finds it or loses. One that is not is removed by the shell, which waits for Java. Should that be killed, at whatever stage, all
 * that is not in its place is removed by another shell, which waits until nobody holds a pipe open any more. Otherwise
 * that one is waited for: where the first process of a container does not reap, it would stay as a zombie.
 */
final class RuntimeStage {
    private static final String FAIL =
            "t=;fail(){ [ \"$t\" ]&&rm -rf \"$t\";exec 7>&-;wait;echo $_N \"$@\";sleep 1;exit 1;};"
                    + "trap \"fail noruntime killed\" HUP INT TERM PIPE;";

    private static final String TOOLS = "m=;for i in uname tar gzip head sha256sum mkdir mv rm chmod find sort;do"
            + " command -v $i >/dev/null||m=\"$m $i\";done;[ \"$m\" ]&&fail notools$m;";

    /** A shell that has its C library within itself tells nothing, hence the look for loaders. */
    private static final String PLATFORM =
            "l=none;for i in /lib/ld-musl* /lib/ld-linux* /lib64/ld-linux*;do [ -e $i ]&&"
                    + "case $i in *musl*)l=musl;;*)l=glibc;;esac;done;echo $_N platform `uname -sm` $l;read -r s h k||exit 1;";

    /** Whether a directory takes it: there is room, if df knows, and programs may be run there. Then $t is a new one in it. */
    private static final String TRY =
            "try(){ t=$1/.$_N;[ -d \"$1\" ]&&mkdir \"$t\"&&echo :>\"$t/x\"&&chmod 700 \"$t/x\"&&\"$t/x\""
                    + "&&rm \"$t/x\"&&{ set -- `df -Pk \"$t\"|tail -n 1`;if [ \"$4\" -lt $k ];then false;fi;}||{ rm -rf \"$t\";t=;false;};};";

    /** One in $c, see {@link RuntimeCache}. */
    private static final String KEPT = "for _j in \"$c/$h\"-*/jre/bin/java;do T \"$_j\" 2>/dev/null&&break;_j=;done;";

    /** Not where others could change it. Also removes what a shell that was killed left there some time ago. */
    private static final String PREPARE_TO_KEEP = "mkdir -p \"$c\" 2>/dev/null;P \"$c\" 2>/dev/null||c=;"
            + "find \"$c\" -maxdepth 1 -name \".m*\" -mmin +60 -exec rm -rf {} + 2>/dev/null;";

    /** No signal that is for all of the group keeps it from what it waits for. Descriptor 7 is what tells it. */
    private static final String WATCH = "mkfifo \"$t/p\" 2>/dev/null&&{ { trap \"\" HUP INT TERM;read -r i<\"$t/p\";"
            + "rm -rf \"$t\";} </dev/null >/dev/null 2>&1 3<&- & exec 7>\"$t/p\";};";

    private static final String TAKE =
            "[ \"$t\" ]||fail noroom $k;" + WATCH + "echo $_N send $t;head -c $s>\"$t/a\";i=`sha256sum <\"$t/a\"`;"
                    + "[ \"${i%% *}\" = ${h#*-} ]||fail noruntime it did not arrive as it was sent;echo $_N unpack;"
                    + "mkdir \"$t/x\"&&gzip -dc <\"$t/a\"|tar -xof - -C \"$t/x\"||fail noruntime it could not be unpacked in $t;"
                    + "rm \"$t/a\";for _j in \"$t\"/x/bin/java \"$t\"/x/*/bin/java;do [ -f \"$_j\" ]&&break;done;"
                    + "mv \"${_j%/bin/java}\" \"$t/jre\"||fail noruntime there is no bin/java in it;_j=$t/jre/bin/java;";

    /** With the system's C library if Java starts with that, or else with the one that came along. */
    private static final String PROVE = "v=\"-XX:-UsePerfData -version\";\"$_j\" $v >/dev/null 2>&1||{"
            + " [ -f \"$t/jre/libc/java\" ]&&mv \"$_j\" \"$_j.elf\"&&mv \"$t/jre/libc/java\" \"$_j\";"
            + "i=`\"$_j\" $v 2>&1`||fail noruntime it does not start there: \"$i\";};";

    /**
     * One that is there already, which others have put there meanwhile, makes the move fail. One that was changed there is
     * removed.
     */
    private static final String KEEP = "[ \"$t\" = \"$c/.$_N\" ]&&{ S \"$t/jre\";h=$h-$_z;_j=$c/$h/jre/bin/java;"
            + "[ -e \"$_j\" ]&&{ T \"$_j\" 2>/dev/null||rm -rf \"$c/$h\";};mkdir -p \"$c/$h\";mv \"$t/jre\" \"$c/$h/\" 2>/dev/null;"
            + "rm -rf \"$t\";t=;exec 7>&-;wait;[ -x \"$_j\" ]||fail noruntime it could not be moved to $c/$h;};";

    /** Until Java is started the traps hold: whoever is told something may have gone, and then it is a signal that ends this. */
    private static String run(String label) {
        return "J(){ " + FirstStage.java(label) + ";};[ \"$t\" ]||J;trap - HUP INT TERM PIPE;(J);"
                + "i=$?;PATH=$_P:/usr/bin:/bin;rm -rf \"$t\";exec 7>&-;wait;exit $i";
    }

    private RuntimeStage() {}

    /**
     * The script.
     *
     * @param nonce letters and digits
     * @param label see {@link Label}
     * @param loaderSize of the loader's jar, in bytes
     * @param keep whether the runtime stays there, if it can
     * @param modules see {@link Quotas#RUNTIME_MODULES}
     */
    static String script(String nonce, String label, int loaderSize, boolean keep, int modules) {
        String places = (keep ? "\"$c\" " : "")
                + "/dev/shm \"${XDG_RUNTIME_DIR:-/run/user/$UID}\" \"${TMPDIR:-/tmp}\" /tmp /var/tmp .";
        return FirstStage.begin(nonce) + RuntimeCache.FUNCTIONS + FAIL + TOOLS + PLATFORM + TRY
                + "c=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}};c=${c:+$c/mitogen};h=" + RuntimeCache.prefix(modules)
                + "$h;" + KEPT + "[ \"$_j\" ]||{ "
                + (keep ? PREPARE_TO_KEEP : "")
                + "for d in " + places + ";do try \"$d\" 2>/dev/null&&break;done;"
                + TAKE + PROVE + (keep ? KEEP : "") + "};echo $_N ready;"
                + FirstStage.load(nonce, loaderSize) + run(label);
    }
}
