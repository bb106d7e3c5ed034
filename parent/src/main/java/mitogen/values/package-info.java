/**
 * Values that few contexts meet: throwables, secrets, numbers of any size, ordered collections, files, values of other
 * languages. It is the part of the value format that is fetched on demand, and knows nothing but values.
 */
package mitogen.values;
