/** What became of an operation, and by whose hand. */
@NullMarked
package io.zpci.verdict;

import org.jspecify.annotations.NullMarked;
