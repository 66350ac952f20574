/** Examples of tests, numbered; each says in its first line how to run it alone. */
package io.zpci.examples;
