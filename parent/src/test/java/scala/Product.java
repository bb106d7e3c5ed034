package scala;

/** In the place of Scala's own, by which its case classes are known. */
public interface Product {
    /** How many parts it has. */
    int productArity();

    /** One of them. */
    Object productElement(int position);
}
