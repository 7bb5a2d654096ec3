Feature: Evaluation
  # In the order of section 2.2 of the OpenFeature specification: value, variant, reason, and errors.

  Background:
    Given a stable provider

  Scenario Outline: A flag without rules serves every target, with its variant
    Given a <type>-flag with key "<key>" and a default value "<default>"
    When the flag was evaluated with details
    Then the resolved details value should be "<value>"
    And the variant should be "<variant>"
    And the reason should be "STATIC"
    And the flag key should be "<key>"
    And the error-code should be ""
    And the error message should be empty

    Examples: each type
      | type    | key                | default | value      | variant   |
      | Boolean | boolean-flag       | false   | true       | on        |
      | String  | string-flag        | none    | hi         | greeting  |
      | Integer | integer-flag       | -1      | 10         | ten       |
      | Integer | large-integer-flag | -1      | 2147483647 | max-int32 |
      | Float   | float-flag         | -0.5    | 0.5        | half      |

    Examples: values that are easily mistaken for missing ones
      | type    | key               | default       | value | variant |
      | Boolean | boolean-zero-flag | true          | false | zero    |
      | String  | string-zero-flag  | none          |       | zero    |
      | Integer | integer-zero-flag | -1            | 0     | zero    |
      | Float   | float-zero-flag   | -0.5          | 0     | zero    |
      | Object  | object-zero-flag  | {\"none\": 1} | {}    | zero    |

  Scenario: An integer is exact up to the largest safe integer
    Given an Integer-flag with key "huge-integer-flag" and a default value "-1"
    When the flag was evaluated with details
    Then the resolved details value should be "9007199254740991"

  Scenario: An object is served as it is
    Given an Object-flag with key "object-flag" and a default value "{}"
    When the flag was evaluated with details
    Then the resolved object value should contain
      | field         | type    | value                 |
      | showImages    | Boolean | true                  |
      | title         | String  | Check out these pics! |
      | imagesPerPage | Integer | 100                   |

  Scenario Outline: A rule sees the context
    Given a String-flag with key "context-aware" and a default value "none"
    And a context containing a key "customer", with type "<type>" and with value "<customer>"
    When the flag was evaluated with details
    Then the resolved details value should be "<value>"
    And the reason should be "<reason>"

    Examples:
      | type    | customer | value    | reason          |
      | Boolean | false    | INTERNAL | TARGETING_MATCH |
      | String  | false    | INTERNAL | TARGETING_MATCH |
      | Boolean | true     | EXTERNAL | DEFAULT         |
      | Integer | 0        | EXTERNAL | DEFAULT         |

  Scenario Outline: A list of targets goes by the targeting key
    Given a String-flag with key "targeting-key-flag" and a default value "none"
    And a context containing a targeting key with value "<key>"
    When the flag was evaluated with details
    Then the resolved details value should be "<value>"
    And the reason should be "<reason>"

    Examples:
      | key                                  | value | reason          |
      | 5c3d8535-f81a-4478-a6d3-afaa4d51199e | hit   | TARGETING_MATCH |
      | another-target                       | miss  | DEFAULT         |

  Scenario: Without a targeting key no list matches, and that is not an error
    Given a String-flag with key "targeting-key-flag" and a default value "none"
    When the flag was evaluated with details
    Then the resolved details value should be "miss"
    And the reason should be "DEFAULT"
    And the error-code should be ""

  Scenario Outline: A percentage goes by the targeting key
    Given a String-flag with key "split-flag" and a default value "none"
    And a context containing a targeting key with value "<key>"
    When the flag was evaluated with details
    Then the resolved details value should be "<value>"
    And the reason should be "SPLIT"

    Examples: buckets 30 and 54 of a hundred, by Harness's hash
      | key | value     |
      | ada | control   |
      | bob | treatment |

  Scenario: A percentage without a targeting key is an error, because all would share one bucket
    Given a String-flag with key "split-flag" and a default value "none"
    When the flag was evaluated with details
    Then the resolved details value should be "none"
    And the reason should be "ERROR"
    And the error-code should be "TARGETING_KEY_MISSING"
    And the error message should contain "split-flag"

  Scenario Outline: A flag that is switched off serves its off variation
    Given a <type>-flag with key "<key>" and a default value "<default>"
    When the flag was evaluated with details
    Then the resolved details value should be "<value>"
    And the reason should be "DISABLED"
    And the error-code should be ""

    Examples:
      | type    | key                   | default | value |
      | Boolean | boolean-disabled-flag | true    | false |
      | String  | string-disabled-flag  | none    | bye   |

  Scenario Outline: A flag of another type is an error, and the default is returned
    Given a <asked>-flag with key "<key>" and a default value "<default>"
    When the flag was evaluated with details
    Then the resolved details value should be "<default>"
    And the reason should be "ERROR"
    And the error-code should be "TYPE_MISMATCH"

    Examples:
      | key          | asked   | default       |
      | boolean-flag | String  | none          |
      | boolean-flag | Integer | -1            |
      | boolean-flag | Object  | {\"none\": 1} |
      | string-flag  | Boolean | false         |
      | string-flag  | Float   | -0.5          |
      | integer-flag | Boolean | true          |
      | integer-flag | String  | none          |
      | float-flag   | Object  | {\"none\": 1} |
      | object-flag  | Boolean | false         |
      | object-flag  | String  | none          |
      | object-flag  | Integer | -1            |

  Scenario: A flag that does not exist is an error that names it
    Given a Boolean-flag with key "no-such-flag" and a default value "true"
    When the flag was evaluated with details
    Then the resolved details value should be "true"
    And the reason should be "ERROR"
    And the error-code should be "FLAG_NOT_FOUND"
    And the error message should contain "flag no-such-flag not found"

  Scenario: Hooks of a client and of a call run around the evaluation
    Given a Boolean-flag with key "boolean-flag" and a default value "false"
    And evaluation options containing specific hooks
    When the flag was evaluated with details using the evaluation options
    Then the specified hooks should execute during evaluation
    And the hook order should be maintained
    And the "after, finally" hooks should be called with evaluation details
      | type   | key        | value        |
      | string | flag_key   | boolean-flag |
      | string | value      | true         |
      | string | variant    | on           |
      | string | reason     | STATIC       |
      | string | error_code | None         |

  Scenario: Evaluation does not change the caller's context
    Given a Boolean-flag with key "boolean-flag" and a default value "false"
    And an evaluation context with modifiable data
    When the flag was evaluated with details
    Then the original evaluation context should remain unmodified
    And the evaluation details should be immutable

  Scenario: Entries of the context from any level reach the target, and the last level wins
    Given A context entry with key "city" and value "Oslo" is added to the "API" level
    And A context entry with key "city" and value "Rome" is added to the "Transaction" level
    And A context entry with key "trip" and value "7" is added to the "Transaction" level
    And A context entry with key "city" and value "Kyiv" is added to the "Client" level
    And A context entry with key "plan" and value "pro" is added to the "Client" level
    And A context entry with key "city" and value "Lima" is added to the "Invocation" level
    And A context entry with key "city" and value "Bern" is added to the "Before Hooks" level
    When Some flag was evaluated
    Then The merged context contains an entry with key "city" and value "Bern"
    And The merged context contains an entry with key "plan" and value "pro"
    And The merged context contains an entry with key "trip" and value "7"
