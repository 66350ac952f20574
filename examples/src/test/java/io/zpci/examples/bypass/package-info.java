/** Example 6: a bypass of one's own. */
@NullMarked
package io.zpci.examples.bypass;

import org.jspecify.annotations.NullMarked;
