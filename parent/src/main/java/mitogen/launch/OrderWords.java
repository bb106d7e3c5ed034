package mitogen.launch;

import mitogen.stage.CommandStage;

/** What the order of {@link CommandStage} has told of a command. Whoever controls the place may tell anything. */
final class OrderWords {
    private volatile String locale = "";
    private volatile String notStarted;

    /** That the command is about to run. */
    void runs(String word) {
        locale = word.startsWith(CommandStage.RUN + " ") ? word.substring(CommandStage.RUN.length() + 1) : "";
    }

    /** Takes a word that comes later. Gives the exit status if that is the end of the command, or else -1. */
    int told(String word) {
        if (word.startsWith(CommandStage.NOT + " ")) {
            notStarted = word.substring(CommandStage.NOT.length() + 1);
            return 0;
        }
        return word.matches(CommandStage.END + " [0-9]{1,3}")
                ? Integer.parseInt(word.substring(CommandStage.END.length() + 1)) & 0xff
                : -1;
    }

    /** A reason's name, a blank, and a text; null if it was started. */
    String notStarted() {
        return notStarted;
    }

    /** By name; null where the locale names none. */
    String charset() {
        int dot = locale.indexOf('.');
        return dot < 0 ? null : locale.substring(dot + 1).replaceAll("@.*", "");
    }
}
