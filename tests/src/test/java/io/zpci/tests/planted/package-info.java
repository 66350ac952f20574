/**
 * Write paths, each with one bug that the kit must find, and each once more without it. A comment
 * marks the line that is to blame. Whoever watches them stands elsewhere.
 */
package io.zpci.tests.planted;
