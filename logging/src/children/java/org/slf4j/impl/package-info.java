/** Where SLF4J 1 looks for its back end. */
package org.slf4j.impl;
