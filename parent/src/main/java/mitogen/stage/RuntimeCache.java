package mitogen.stage;

/**
 * Where runtimes that were sent stay on a target, each in a directory {@code [MODULES-]ARCHIVE-CONTENT} of the account's
 * cache: the digest of the archive that was sent, and that of what came out of it. Who could change a runtime there could
 * run programs as the account. So one is used only if nobody else can change it, and if it is what its name says.
 *
 * <p>Shell functions, for scripts that {@link FirstStage} describes.
 */
final class RuntimeCache {
    /** S DIRECTORY puts the digest of all files below it, and of their names, into $_z. */
    private static final String DIGEST =
            "S(){ _z=`cd \"$1\"&&find . -type f -exec sha256sum {} +|LC_ALL=C sort|sha256sum`;" + "_z=${_z%% *};};";

    /**
     * P DIRECTORY: whether it and each one above, up to the home, or to the cache if that is elsewhere, belongs to the
     * account and can be written by nobody else.
     */
    private static final String PATH =
            "P(){ _u=$HOME;case $1 in \"$HOME\"/*);;/*)_u=$XDG_CACHE_HOME;;*)return 1;;esac;_e=$1;"
                    + "while case `ls -ld \"$_e/.\"` in d????-??-*)[ -O \"$_e/.\" ];;*)false;;esac;"
                    + "do [ \"$_e\" = \"$_u\" ]&&return;_e=${_e%/*};done;false;};";

    /** T JAVA: whether that Java, which is in a directory of the cache, may be used. */
    private static final String TRUST =
            "T(){ set -- \"${1%/jre/bin/java}\";P \"$1\"&&S \"$1/jre\"&&[ \"$_z\" = \"${1##*-}\" ];};";

    /** The functions. They use $_e, $_u and $_z. */
    static final String FUNCTIONS = DIGEST + PATH + TRUST;

    private RuntimeCache() {}

    /** What directories of runtimes with these modules begin with. */
    static String prefix(int modules) {
        return modules == 0 ? "" : Integer.toHexString(modules) + "-";
    }

    /** Chooses $_j among those that are kept, unless it is a Java already; empty if there is none. */
    static String find(int modules) {
        return "[ -x \"$_j\" ]||for _j in \"${XDG_CACHE_HOME:-$HOME/.cache}\"/mitogen/" + prefix(modules)
                + "*/jre/bin/java;do T \"$_j\" 2>/dev/null&&break;_j=;done;";
    }
}
