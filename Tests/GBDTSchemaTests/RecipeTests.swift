import GBDTCore
import GBDTSchema
import Testing

@Suite struct RecipeTests {
  private let schema = Schema(columns: [
    ColumnSchema(name: "fare", type: .number), ColumnSchema(name: "riders", type: .integer),
    ColumnSchema(name: "paid", type: .boolean), ColumnSchema(name: "start", type: .timestamp),
    ColumnSchema(name: "zone", type: .category), ColumnSchema(name: "pick-up", type: .number),
  ])

  private let text = """
    {
      "label": "fare",
      "weight": "riders",
      "types": {"start": "timestamp"},
      "drop_rows_where": ["fare < 2.5", "not (riders between 0 and 8)"],
      "features": [
        {"name": "pick-up", "expr": "`pick-up`"},
        {"name": "hour", "expr": "hour(start)"},
        {"name": "rush", "expr": "if(hour in (7, 8, 17, 18), 1, 0) * `pick-up`"},
        {"name": "zone", "expr": "zone"}
      ],
      "categorical": ["hour"]
    }

    """

  private func recipe(_ change: (inout Recipe) -> Void) throws -> Recipe {
    var recipe = try Recipe(jsonText: Array(text.utf8))
    change(&recipe)
    return recipe
  }

  private func message(_ change: (inout Recipe) -> Void) throws -> String? {
    let recipe = try recipe(change)
    return #expect(throws: RecipeError.self) { try CheckedRecipe(recipe, schema: schema) }?.message
  }

  @Test func roundTripsByteForByte() throws {
    let recipe = try Recipe(jsonText: Array(text.utf8))
    #expect(String(decoding: recipe.json.encoded(.pretty), as: UTF8.self) == text)
    #expect(try Recipe(json: recipe.json) == recipe)
    let small = try Recipe(jsonText: Array(#"{"features": [{"expr": "a", "name": "a"}]}"#.utf8))
    #expect(
      String(decoding: small.json.encoded(.compact), as: UTF8.self)
        == #"{"types":{},"drop_rows_where":[],"features":[{"name":"a","expr":"a"}],"categorical":[]}"#
    )
  }

  @Test(arguments: [
    ("{", "recipe: line 1, column 2: expected a key in double quotes, found the end of the text"),
    ("[]", "recipe: expected an object, found an array"),
    ("{}", "recipe: the key `features` is missing"),
    (
      #"{"feature": []}"#,
      "recipe: `feature`: unknown key. Did you mean `features`? Known keys: `label`, `weight`,"
        + " `group`, `init_score`, `exposure`, `types`, `drop_rows_where`, `features`, `categorical`."
    ),
    (
      #"{"features": [{"name": "a", "exp": "a"}]}"#,
      "recipe: `features[0].exp`: unknown key. Did you mean `expr`? Known keys: `name`, `expr`."
    ),
    (#"{"features": [{"name": "a"}]}"#, "recipe: `features[0]`: the key `expr` is missing"),
    (#"{"label": 3, "features": []}"#, "recipe: `label`: expected a string, found an integer"),
    (
      #"{"types": {"a": "timestmap"}, "features": []}"#,
      "recipe: `types.a`: `timestmap` is not one of `number`, `integer`, `boolean`, `timestamp`,"
        + " `category`. Did you mean `timestamp`?"
    ),
  ])
  func refusesOtherDocuments(text: String, message: String) {
    let error = #expect(throws: RecipeError.self) { try Recipe(jsonText: Array(text.utf8)) }
    #expect(error?.message == message)
  }

  @Test func checks() throws {
    let checked = try CheckedRecipe(try recipe { _ in }, schema: schema)
    #expect(checked.featureNames == ["pick-up", "hour", "rush", "zone"])
    #expect(checked.isCategorical == [false, true, false, true])
    #expect(
      checked.trainingColumns.columns.map(\.name) == ["fare", "riders", "start", "zone", "pick-up"])
    #expect(checked.predictionColumns.columns.map(\.name) == ["start", "zone", "pick-up"])
    #expect(checked.filters.count == 2)
    // A model stores only the columns that the recipe reads; it checks against those too.
    #expect(
      try CheckedRecipe(checked.recipe, schema: checked.trainingColumns).features
        == checked.features)
  }

  @Test func refusesWhatDoesNotFit() throws {
    #expect(try message { $0.features = [] } == "the recipe has no features")
    #expect(
      try message { $0.features.append($0.features[0]) } == "two features are called `pick-up`")
    #expect(
      try message { $0.features = [Recipe.Feature(name: "", expression: "1")] }
        == "a feature has an empty name")
    #expect(
      try message { $0.categorical = ["huor"] }
        == "categorical: there is no feature `huor`. Did you mean `hour`?")
    #expect(
      try message { $0.categorical = ["hour", "hour"] } == "categorical: `hour` is there twice")
    #expect(
      try message { $0.label = "far" } == "label: there is no column `far`. Did you mean `fare`?")
    #expect(
      try message { $0.label = "start" }
        == "label column `start` holds timestamps, but a label is a number or names a class")
    #expect(
      try message { $0.weight = "start" }
        == "weight column `start` holds timestamps, but weights are numbers")
    #expect(try message { $0.weight = "fare" } == "column `fare` is both label and weight")
    #expect(
      try message { $0.types = [ColumnSchema(name: "zone", type: .number)] }
        == "column `zone` was read as category, but the recipe's types say number")
    #expect(
      try message { $0.features.append(Recipe.Feature(name: "leak", expression: "log(fare)")) }
        == "feature `leak` reads the label column `fare`: it would know what it is to predict")
    #expect(
      try message { $0.dropRowsWhere = ["fare"] }
        == "drop_rows_where[0], line 1, column 1: a filter is true or false, but this is a number\n  fare\n  ^"
    )
    #expect(
      try message { $0.dropRowsWhere = ["paid", "rush > 1"] }?.split(separator: "\n").first
        == "drop_rows_where[1], line 1, column 1: `rush` is a feature; filters see columns only, so"
        + " write its expression here")
  }

  /// Every role, with three initial scores and with one.
  @Test(arguments: [["s0", "s1", "s2"], ["s0"]]) func rolesRoundTrip(initScores: [String]) throws {
    var recipe = try recipe { _ in }
    recipe.roles.group = "query"
    recipe.roles.initScores = initScores
    recipe.roles.exposure = "years"
    let text = String(decoding: recipe.json.encoded(.compact), as: UTF8.self)
    let list = initScores.count == 1 ? #""s0""# : #"["s0","s1","s2"]"#
    #expect(
      text.hasPrefix(
        #"{"label":"fare","weight":"riders","group":"query","init_score":\#(list),"exposure":"years","#
      ))
    #expect(try Recipe(jsonText: Array(text.utf8)) == recipe)
  }

  @Test(arguments: [
    (#""init_score": []"#, "recipe: `init_score`: an empty list; leave the key out"),
    (#""init_score": [1]"#, "recipe: `init_score[0]`: expected a string, found an integer"),
    (#""init_score": 1"#, "recipe: `init_score`: expected a string, found an integer"),
    (#""group": ["a"]"#, "recipe: `group`: expected a string, found an array"),
    (#""exposure": null"#, "recipe: `exposure`: expected a string, found null"),
  ])
  func refusesOtherRoles(key: String, message: String) {
    let error = #expect(throws: RecipeError.self) {
      try Recipe(jsonText: Array("{\(key), \"features\": []}".utf8))
    }
    #expect(error?.message == message)
  }

  @Test func checksRoles() throws {
    let checked = try CheckedRecipe(
      recipe {
        $0.features = [.init(name: "x", expression: "`pick-up`")]
        $0.categorical = []
        ($0.roles.group, $0.roles.exposure) = ("zone", "paid")
        $0.dropRowsWhere = []
      }, schema: schema)
    #expect(
      checked.trainingColumns.columns.map(\.name) == ["fare", "riders", "paid", "zone", "pick-up"])
    #expect(checked.predictionColumns.columns.map(\.name) == ["pick-up"])
    #expect(checked.labelType == .number)
    #expect(
      try message { $0.roles.group = "zon" }
        == "group: there is no column `zon`. Did you mean `zone`?")
    #expect(
      try message { $0.roles.initScores = ["paid", "zone"] }
        == "init_score column `zone` holds strings, but initial scores are numbers")
    #expect(
      try message { $0.roles.exposure = "start" }
        == "exposure column `start` holds timestamps, but exposures are numbers")
    #expect(
      try message { $0.roles.initScores = ["paid", "paid"] }
        == "column `paid` is init_score twice")
    #expect(
      try message { $0.roles.exposure = "riders" }
        == "column `riders` is both weight and exposure")
    #expect(
      try message { $0.roles.group = "zone" }
        == "feature `zone` reads the group column `zone`, which is no feature; take one of them out"
    )
    #expect(
      try message { $0.roles.initScores = ["pick-up"] }
        == "feature `pick-up` reads the init_score column `pick-up`, which is no feature; take one of"
        + " them out")
  }

  @Test func labelsOfStringsAreClassesOnly() throws {
    let checked = try CheckedRecipe(
      recipe {
        $0.label = "zone"
        $0.features = [.init(name: "x", expression: "`pick-up`")]
        $0.categorical = []
      }, schema: schema)
    #expect(throws: Never.self) {
      try CheckedRecipe(recipe { _ in }, schema: schema).requireNumericLabel()
    }
    let error = #expect(throws: RecipeError.self) { try checked.requireNumericLabel() }
    #expect(
      error?.message
        == "label column `zone` holds strings, but this objective needs a numeric label (numbers,"
        + " integers or booleans); objective=binary and objective=multiclass learn strings as classes"
    )
  }

  @Test func automaticLeavesColumnsWithRolesOut() throws {
    var roles = ColumnRoles(label: "fare")
    (roles.group, roles.initScores, roles.exposure) = ("zone", ["riders"], "paid")
    let recipe = try Recipe.automatic(schema: schema, roles: roles, ignore: ["start"])
    #expect(recipe.features.map(\.name) == ["pick-up"])
    #expect(recipe.roles == roles)
    roles.initScores = ["paid"]
    let error = #expect(throws: RecipeError.self) {
      try Recipe.automatic(schema: schema, roles: roles)
    }
    #expect(error?.message == "column `paid` is named by --init-score and by --exposure")
    roles.initScores = ["piad"]
    let other = #expect(throws: RecipeError.self) {
      try Recipe.automatic(schema: schema, roles: roles)
    }
    #expect(other?.message == "--init-score: there is no column `piad`. Did you mean `paid`?")
  }

  @Test func automaticTakesEveryColumn() throws {
    let recipe = try Recipe.automatic(
      schema: schema, roles: ColumnRoles(label: "fare", weight: "riders"), ignore: ["start"],
      categorical: ["paid"])
    #expect(
      recipe.features == [
        Recipe.Feature(name: "paid", expression: "paid"),
        Recipe.Feature(name: "zone", expression: "zone"),
        Recipe.Feature(name: "pick-up", expression: "`pick-up`"),
      ])
    let checked = try CheckedRecipe(recipe, schema: schema)
    #expect(checked.isCategorical == [true, true, false])
    #expect(try Recipe(jsonText: recipe.json.encoded(.pretty)) == recipe)
  }

  @Test(arguments: ["plain_1", "1st", "a b", "a`b", "in", "é", "", "hour", "a.b", "_", "`", "a\nb"])
  func quotedNamesAreRead(name: String) throws {
    let odd = Schema(columns: [
      ColumnSchema(name: name, type: .number), ColumnSchema(name: "y", type: .number),
    ])
    if name.isEmpty { return }
    let recipe = try Recipe.automatic(schema: odd, roles: ColumnRoles(label: "y"))
    #expect(try CheckedRecipe(recipe, schema: odd).predictionColumns.columns.map(\.name) == [name])
  }

  @Test func automaticRefuses() throws {
    func message(
      _ label: String, _ weight: String? = nil, _ ignore: [String] = [],
      _ categorical: [String] = []
    ) -> String? {
      #expect(throws: RecipeError.self) {
        try Recipe.automatic(
          schema: schema, roles: ColumnRoles(label: label, weight: weight), ignore: ignore,
          categorical: categorical)
      }?.message
    }
    #expect(message("far") == "--label: there is no column `far`. Did you mean `fare`?")
    #expect(
      message("fare", nil, ["zon"]) == "--ignore: there is no column `zon`. Did you mean `zone`?")
    #expect(
      message("fare", nil, ["start"], ["zne"])
        == "--categorical: there is no column `zne`. Did you mean `zone`?")
    #expect(message("fare", nil, ["fare"]) == "column `fare` is named by --label and by --ignore")
    #expect(
      message("fare", nil, [], ["fare"]) == "column `fare` is named by --categorical and by --label"
    )
    #expect(
      message("fare", nil, ["riders", "paid", "start", "zone", "pick-up"])
        == "no column is left to be a feature")
    #expect(
      message("fare") == """
        column `start` is a timestamp, which cannot be a feature. Leave out with --ignore start, or use \
        a recipe (--recipe) with features such as
          {"name": "start_hour", "expr": "hour(start)"},
          {"name": "start_weekday", "expr": "weekday(start)"}
        """)
  }
}
