package mitogen.stage;

import java.nio.charset.StandardCharsets;

/**
 * The shell text that runs a command at the end of a path, with no Java there and no file. It comes in two parts:
 *
 * <ul>
 *   <li>{@link #script} is on the command line of the tool, as that of {@link FirstStage} is, and bound by the same rules. It
 *       says that the shell runs, makes a process group, and reads exactly as many bytes of standard input as it was told.
 *   <li>{@link #order} is what it reads, and then runs. Nobody sees it in a process list: neither variables, nor the text of
 *       a script, nor the secret.
 * </ul>
 *
 * <p>Standard input is the link from then on. A shell in the background reads it: each line is the name of a signal for the
 * group, and its end is the order to end the group. What the order tells comes on standard error, in lines that begin with
 * the secret: {@code run}, then {@code no} or {@code end} or both.
 */
public final class CommandStage {
    /** The word that the command is about to run; the locale follows. */
    public static final String RUN = "run";

    /** The word that it was not started; a name of {@link mitogen.CommandException.Reason} and a text follow. */
    public static final String NOT = "no";

    /** The word that it has ended; its status follows. */
    public static final String END = "end";

    /**
     * Reads the order. A read that takes nothing is tried again where that is due to O_NONBLOCK, see {@link RuntimeStage}. Its
     * size is that of what is left, so it cannot take what comes behind the order.
     */
    private static final String READ = "_l=;_k=0;while [ ${#_l} -lt LENGTH ];do"
            + " _i=`dd bs=$((LENGTH-${#_l})) count=1 2>/dev/null&&echo .`;case $_i in .)exit 1;;"
            + "?*)_l=$_l${_i%.};;*)[ $((_k+=1)) -gt 99 ]&&exit 1;sleep .1||sleep 1;;esac;done;eval \"$_l\"";

    /**
     * Makes a group of our own with setsid, where we do not lead one and have no terminal, which a new session would lose. The
     * shell of an ssh leads one. The first process of a container has all others there as its group: the number -1 means these. It
     * must not use setsid, which would leave it, and end all.
     */
    private static final String GROUP =
            "_i=;[ $$ = 1 ]||kill -0 -$$ 2>/dev/null||true 2>/dev/null </dev/tty||_i=`command -v setsid`;"
                    + "[ \"$_i\" ]&&exec $_i /bin/sh -c \"_P=\\$1;$_B\" sh \"$_P\";eval \"$_B\"";

    /**
     * Standard error is descriptor 5: a shell would tell on its own that a signal has ended the command. _t tells something;
     * it is said again if it failed, as in the first stage.
     */
    private static final String TELL = "_t(){ echo \"$_S $*\" >&5||{ sleep 1;echo \"$_S $*\" >&5;};};";

    /**
     * _K sends a signal to the group. Without a group of our own, it goes to all processes below this shell: _b lists them, but
     * for the watch and what that has started. Before they are killed, they are stopped, until no new one is found.
     */
    private static final String SIGNAL =
            "_b(){ _a=;for _i in /proc/[0-9]*/stat;do read -r _c <\"$_i\"||continue;_d=${_c##*) };_d=${_d#* };"
                    + "_a=\"$_a ${_d%% *}:${_c%% *}\";done 2>/dev/null;_d=\" $1 \";_c=;"
                    + "while [ \"$_c\" != \"$_d\" ];do _c=$_d;for _i in $_a;do case $_d in *\" ${_i#*:} \"*);;"
                    + "*\" ${_i%:*} \"*)[ ${_i#*:} = $_o ]||_d=\"$_d${_i#*:} \";;esac;done;done;echo ${_d#\" $1 \"};};"
                    + "if [ $$ = 1 ]||kill -0 -$$ 2>/dev/null;then _K(){ kill -$1 -$$;};"
                    + "else _K(){ _e=`_b $$`;if [ $1 = KILL ];then _f=;while [ \"$_e\" != \"$_f\" ];do kill -STOP $_e;_f=$_e;"
                    + "_e=`_b $$`;done;fi;kill -$1 $_e;};fi;";

    /**
     * The watch at the link. USR1 ends it when the command has ended: not while _k sends a signal, as the command's own process
     * may end first. Once the link has ended, USR1 does not: what ignores SIGTERM is to be killed too.
     */
    private static final String WATCH = "_k(){ trap _u=. USR1;_K $1;trap - USR1;[ ! \"$_u\" ]||exit;};_u=;"
            + "{ trap \"\" HUP INT TERM;read -r _o _i </proc/self/stat;while :;do"
            + " if read -r _i;then _k $_i;elif _i=`dd bs=1 count=1 2>/dev/null`;then [ \"$_i\" ]||break;"
            + "read -r _a&&_k $_i$_a;else sleep .1||sleep 1;fi;done;trap \"\" USR1;_K TERM;sleep 1;_K KILL;}"
            + " <&4 4<&- 5>&- >/dev/null 2>&1 &_w=$!;";

    /** _y keeps a shell alive that is to tell the end; _q ends the watch; _z tells the end; _n that there was no start. */
    private static final String ENDS = "_y(){ trap : HUP INT QUIT TERM;};_q(){ exec 5>&-;kill -s USR1 $_w;};"
            + "_z(){ _t " + END + " $?;_q;};_n(){ _t " + NOT + " \"$@\";_q;exit 0;};_y;";

    private CommandStage() {}

    /**
     * What is on the command line.
     *
     * @param nonce letters and digits
     * @param length of the order, in bytes
     */
    public static String script(String nonce, int length) {
        String read = READ.replace("LENGTH", String.valueOf(length));
        return "_N=" + nonce + ";" + FirstStage.SAY + FirstStage.CHECK + "_B=\""
                + read.replace("$", "\\$").replace("\"", "\\\"").replace("`", "\\`") + "\";" + GROUP;
    }

    /**
     * What is sent to it.
     *
     * @param nonce the same
     * @param secret letters and digits that nobody there knows
     * @param command text that runs the command by the functions above
     */
    public static byte[] order(String nonce, String secret, String command) {
        String up = "echo " + nonce + " up";
        String text = "exec 4<&0 5>&2 </dev/null 2>/dev/null;_S=" + secret + ";" + TELL + SIGNAL + WATCH + ENDS
                + "PATH=$_P;_t " + RUN + " \"${LC_ALL:-${LC_CTYPE:-$LANG}}\";" + up + "||{ sleep 1;" + up + ";};"
                + command
                + ";exit 0";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
