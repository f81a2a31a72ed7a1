package io.sluice.admin;

/**
 * What an operator decides.
 *
 * @param openSignUp whether others than this machine may sign up
 * @param region what clients are told to call the place
 */
public record AdminSettings(boolean openSignUp, String region) {}
