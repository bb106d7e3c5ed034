package mitogen.files;

import java.nio.file.attribute.GroupPrincipal;

/**
 * An account there, or a group: of the same name, if it is the same. What it is depends on where it stands.
 *
 * @param name its name there, or its number if it has none
 * @param id its number, or -1 if nobody has asked for it
 */
record Account(String name, long id) implements GroupPrincipal {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Account account && account.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
