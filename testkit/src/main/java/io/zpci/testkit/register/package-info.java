/**
 * Register files: an annotated interface becomes an object that issues exactly its instructions.
 */
@NullMarked
package io.zpci.testkit.register;

import org.jspecify.annotations.NullMarked;
