package mitogen.route;

/** What a context knows of another one that is below it. */
public final class Route {
    /** The link that it is behind. */
    public final Link link;

    /** What it was connected as, seen from the controller. */
    public final String name;

    /** The context that connected it, on whose machine its process is. */
    public final int via;

    /** A route. */
    public Route(Link link, String name, int via) {
        this.link = link;
        this.name = name;
        this.via = via;
    }
}
