package mitogen.stage;

import mitogen.tree.Settings;

/**
 * The shell script that is run instead of {@link FirstStage} where no Java was found and one may be sent. It says what
 * system this is, reads a line with size, digest and unpacked KiB of an archive, takes the archive, checks it, unpacks it,
 * sees that it runs, and goes on like the first stage, whose rules for names of variables hold here too. Nothing may be sent ahead of what it asks for: there is no tool that
 * is sure to read so many bytes of a pipe and not one more.
 *
 * <p>A runtime that is to stay is unpacked beside its place and then renamed, so one is there whole or not at all, and who
 * comes second finds it or loses. One that is not is removed by the shell, which waits for Java. Should that be killed, at whatever stage, all
 * that is not in its place is removed by another shell, which waits until nobody holds a pipe open any more. Otherwise
 * that one is waited for: where the first process of a container does not reap, it would stay as a zombie.
 */
public final class RuntimeStage {
    /** R removes what was unpacked, W ends who waits to do so, F WORD … says why there can be no runtime, and ends. $_0 is short for what swallows everything. */
    private static final String FAIL =
            "_t=;_0=/dev/null;R(){ rm -rf \"$_t\";};W(){ exec 7>&-;wait;};F(){ [ \"$_t\" ]&&R;W;m no\"$@\";sleep 1;exit 1;};"
                    + "trap \"F runtime killed\" HUP INT TERM PIPE;";

    private static final String TOOLS = "_w=;for _i in uname tar gzip head sha256sum mkdir mv rm chmod find sort;do"
            + " command -v $_i >$_0||_w=\"$_w $_i\";done;[ \"$_w\" ]&&F tools$_w;";

    /** A shell that has its C library within itself tells nothing, hence the look for loaders. */
    private static final String PLATFORM =
            "_l=none;for _i in /lib/ld-musl* /lib/ld-linux* /lib64/ld-linux*;do [ -e $_i ]&&"
                    + "case $_i in *musl*)_l=musl;;*)_l=glibc;;esac;done;m platform `uname -sm` $_l;";

    /**
     * Where a start file set O_NONBLOCK on standard input, whatever reads fails as long as nothing is there; that may take
     * as long as the archive is being made. Then dd fails, while at the end of input it does not, and gives nothing. Nothing
     * is sent behind the line, whose end is a word of its own, before it is asked for.
     */
    private static final String ORDER = "_l=;while case $_l in *.)false;;esac;do _i=`dd bs=4096 count=1 2>$_0`&&"
            + "{ [ \"$_i\" ]||exit 1;}||sleep .1||sleep 1;_l=$_l$_i;done;set -- $_l;_s=$1;_h=$2;_k=$3;";

    /** Whether a directory takes it: there is room, if df knows, and programs may be run there. Then $_t is a new one in it. */
    private static final String TRY =
            "try(){ _t=$1/.$_N;[ -d \"$1\" ]&&mkdir \"$_t\"&&echo :>\"$_t/x\"&&chmod 700 \"$_t/x\"&&\"$_t/x\"&&rm \"$_t/x\""
                    + "&&{ set -- `df -Pk \"$_t\"|tail -n 1`;if [ \"$4\" -lt $_k ];then false;fi;}||{ R;_t=;false;};};";

    /** One in $_y, see {@link RuntimeCache}. */
    private static final String KEPT = "for _j in \"$_y/$_h\"-*/jre/bin/java;do T \"$_j\" 2>$_0&&break;_j=;done;";

    /** Not where others could change it. Also removes what a shell that was killed left there some time ago. */
    private static final String PREPARE_TO_KEEP = "mkdir -p \"$_y\" 2>$_0;P \"$_y\" 2>$_0||_y=;"
            + "find \"$_y\" -maxdepth 1 -name \".m*\" -mmin +60 -exec rm -rf {} + 2>$_0;";

    /** No signal that is for all of the group keeps it from what it waits for. Descriptor 7 is what tells it. */
    private static final String WATCH = "mkfifo \"$_t/p\" 2>$_0&&{ { trap \"\" HUP INT TERM;read -r _i<\"$_t/p\";"
            + "R;} <$_0 >$_0 2>&1 3<&- & exec 7>\"$_t/p\";};";

    /** The archive, in more than one go where standard input does not block; see {@link #ORDER}. $_q bytes are missing. */
    private static final String RECEIVE =
            "Q(){ _q=$((_s-`wc -c <\"$_t/a\"`));};:>\"$_t/a\";Q;while [ $_q -gt 0 ];do _i=$_q;"
                    + "head -c $_q>>\"$_t/a\" 2>$_0;Q;[ $_q -lt $_i ]&&continue;dd bs=1 count=1>>\"$_t/a\" 2>$_0&&"
                    + "{ Q;[ $_q -lt $_i ]||break;}||sleep .02||sleep 1;done;";

    private static final String TAKE = "[ \"$_t\" ]||F room $_k;" + WATCH + "m send $_t;" + RECEIVE
            + "_i=`sha256sum <\"$_t/a\"`;"
            + "[ \"${_i%% *}\" = ${_h#*-} ]||F runtime it did not arrive as it was sent;m unpack;"
            + "mkdir \"$_t/x\"&&gzip -dc <\"$_t/a\"|tar -xof - -C \"$_t/x\"||F runtime it could not be unpacked in $_t;"
            + "rm \"$_t/a\";for _j in \"$_t\"/x/bin/java \"$_t\"/x/*/bin/java;do [ -f \"$_j\" ]&&break;done;"
            + "mv \"${_j%/bin/java}\" \"$_t/jre\"||F runtime there is no bin/java in it;_j=$_t/jre/bin/java;";

    /** With the system's C library if Java starts with that, or else with the one that came along. */
    private static final String PROVE = "_v=\"-XX:-UsePerfData -version\";\"$_j\" $_v >$_0 2>&1||{"
            + " [ -f \"$_t/jre/libc/java\" ]&&mv \"$_j\" \"$_j.elf\"&&mv \"$_t/jre/libc/java\" \"$_j\";"
            + "_i=`\"$_j\" $_v 2>&1`||F runtime it does not start there: \"$_i\";};";

    /**
     * One that is there already, which others have put there meanwhile, makes the move fail. One that was changed there is
     * removed.
     */
    private static final String KEEP = "[ \"$_t\" = \"$_y/.$_N\" ]&&{ S \"$_t/jre\";_h=$_h-$_z;_j=$_y/$_h/jre/bin/java;"
            + "[ -e \"$_j\" ]&&{ T \"$_j\" 2>$_0||rm -rf \"$_y/$_h\";};mkdir -p \"$_y/$_h\";"
            + "mv \"$_t/jre\" \"$_y/$_h/\" 2>$_0;"
            + "R;_t=;W;[ -x \"$_j\" ]||F runtime it could not be moved to $_y/$_h;};";

    /** Until Java is started the traps hold: whoever is told something may have gone, and then it is a signal that ends this. */
    private static String run(String label) {
        return "J(){ " + FirstStage.java(label) + ";};[ \"$_t\" ]||J;trap - HUP INT TERM PIPE;(J);"
                + "_i=$?;PATH=$_P:/usr/bin:/bin;R;W;exit $_i";
    }

    private RuntimeStage() {}

    /**
     * The script.
     *
     * @param nonce letters and digits
     * @param label see {@link Label}
     * @param loaderSize of the loader's jar, in bytes
     * @param keep whether the runtime stays there, if it can
     * @param modules see {@link Settings#runtimeModules}
     */
    public static String script(String nonce, String label, int loaderSize, boolean keep, int modules) {
        String places = (keep ? "\"$_y\" " : "")
                + "/dev/shm \"${XDG_RUNTIME_DIR:-/run/user/$UID}\" \"${TMPDIR:-/tmp}\" /tmp /var/tmp .";
        return FirstStage.begin(nonce) + RuntimeCache.FUNCTIONS + FAIL + TOOLS + PLATFORM + ORDER + TRY
                + "_y=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}};_y=${_y:+$_y/mitogen};_h=" + RuntimeCache.prefix(modules)
                + "$_h;" + KEPT + "[ \"$_j\" ]||{ "
                + (keep ? PREPARE_TO_KEEP : "")
                + "for _d in " + places + ";do try \"$_d\" 2>$_0&&break;done;"
                + TAKE + PROVE + (keep ? KEEP : "") + "};m ready;"
                + FirstStage.load(nonce, loaderSize) + run(label);
    }
}
