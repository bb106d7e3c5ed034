/** Classes that come from the parent. */
package mitogen.load;
