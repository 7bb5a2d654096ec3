Feature: Lifecycle and events
  # Sections 1.7, 2.4, 2.5 and 5 of the OpenFeature specification: status, initialization, shutdown, events.

  Scenario Outline: The status shows the provider's state
    Given a <provider> provider
    Then the provider status should be "<status>"

    Examples:
      | provider  | status    |
      | stable    | READY     |
      | not ready | NOT_READY |
      | error     | ERROR     |
      | fatal     | FATAL     |
      | stale     | STALE     |

  Scenario Outline: Without flags every evaluation returns the default, with the reason
    Given a <provider> provider
    And a Boolean-flag with key "boolean-flag" and a default value "false"
    When the flag was evaluated with details
    Then the resolved details value should be "false"
    And the reason should be "ERROR"
    And the error-code should be "<code>"

    Examples:
      | provider  | code               |
      | not ready | PROVIDER_NOT_READY |
      | error     | PROVIDER_NOT_READY |
      | fatal     | PROVIDER_FATAL     |

  Scenario Outline: A handler that is added late runs for the current state
    Given a <provider> provider
    And a <event> event handler
    Then the <event> event handler should have been executed

    Examples:
      | provider | event |
      | stable   | ready |
      | error    | error |
      | stale    | stale |

  Scenario: A stale provider serves the flags that it has
    Given a stale provider
    And a String-flag with key "string-flag" and a default value "none"
    When the flag was evaluated with details
    Then the resolved details value should be "hi"
    And the reason should be "STATIC"
    And the error-code should be ""

  Scenario: A lost connection makes the provider stale, and a restored one makes it ready
    Given a stable provider
    And a ready event handler
    And a stale event handler
    When a ready event was fired
    And the connection is lost
    Then the stale event handler should have been executed
    And the client should be in stale state
    When the connection is restored
    Then the ready event handler should have been executed
    And the client should be in ready state

  Scenario: A change emits an event with its flags, and is served
    Given a stable provider
    And a String-flag with key "changing-flag" and a default value "none"
    And a change event handler
    When the flag was evaluated with details
    Then the resolved details value should be "before"
    When the resolved value is remembered
    And the flag was modified
    Then the change event handler should have been executed
    And the flag should be part of the event payload
    When the flag was evaluated with details
    Then the resolved details value should have changed
