/** The entry point of the library; runs in the controller only and is never shipped. */
package mitogen.controller;
